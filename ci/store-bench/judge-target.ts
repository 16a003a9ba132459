import { percentileRanks } from '../../harness/latency/percentile-ranks.ts'

/** A median and the 95 % interval that covers it; the whole range where there are fewer than six values. */
export interface Estimate {
  readonly estimate: number
  readonly low: number
  readonly high: number
  readonly values: number
}

/** What a figure has to be. */
export interface Target {
  readonly name: string
  readonly sense: 'at least' | 'at most'
  readonly bound: number
  readonly unit: '×' | ' ms'
}

export type TargetVerdict =
  | { readonly kind: 'met' }
  /** By how much the estimate is beyond the bound. */
  | { readonly kind: 'missed'; readonly by: number }
  /** The interval holds the bound, so the machine was too noisy, or the run too short, to tell. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'not measured' }

export interface Judged {
  readonly target: Target
  readonly measured: Estimate | null
  readonly verdict: TargetVerdict
}

/** The median by order statistics, as for ratios of latencies: no distribution is assumed. Null for no values. */
export function medianOf(values: readonly number[]): Estimate | null {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b)
  // A pair in which one side never answered is no ratio, and must not be left out of the estimate in silence.
  if (sorted.length === 0 || sorted.length < values.length) return null
  const middle = (sorted.length - 1) / 2
  const { low, high } = percentileRanks(sorted.length, 50)
  return {
    estimate: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    low: sorted[Math.max(0, low - 1)]!,
    high: sorted[Math.min(sorted.length - 1, high - 1)]!,
    values: sorted.length,
  }
}

/** Values of two sides that were measured side by side, pair by pair: what the machine does to one it does to the other. */
export function pairwise(
  ours: readonly number[],
  theirs: readonly number[],
  compare: (ours: number, theirs: number) => number,
): Estimate | null {
  if (ours.length !== theirs.length)
    throw new RangeError(`${ours.length} values and ${theirs.length} are no pairs`)
  return medianOf(ours.map((value, i) => compare(value, theirs[i]!)))
}

/** Met or missed where the whole interval is on one side of the bound. */
export function judgeTarget(target: Target, measured: Estimate | null): Judged {
  return { target, measured, verdict: verdictOf(target, measured) }
}

function verdictOf({ sense, bound }: Target, measured: Estimate | null): TargetVerdict {
  if (measured === null) return { kind: 'not measured' }
  const { estimate, low, high } = measured
  const [worst, best] = sense === 'at least' ? [low, high] : [high, low]
  const keeps = (value: number) => (sense === 'at least' ? value >= bound : value <= bound)
  if (keeps(worst)) return { kind: 'met' }
  return keeps(best) ? { kind: 'undecided' } : { kind: 'missed', by: Math.abs(estimate - bound) }
}

/** One line for people. */
export function judgedLine({ target, measured, verdict }: Judged): string {
  const { name, sense, bound, unit } = target
  const shown = (value: number) => `${Number(value.toPrecision(3))}`
  const by = verdict.kind === 'missed' ? ` by ${shown(verdict.by)}${unit}` : ''
  const found =
    measured === null
      ? ''
      : `: ${shown(measured.estimate)}${unit} (${shown(measured.low)} to ${shown(measured.high)})`
  return `${verdict.kind}${by}  ${name}${found}, target ${sense} ${bound}${unit}`
}
