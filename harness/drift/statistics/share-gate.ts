import type { Gate, GateQuestion } from './effect-gate.ts'
import { scaledInterval } from './scaled-interval.ts'

/** How often one thing was seen among the rows of each side. */
export interface Share {
  readonly reference: number
  readonly current: number
}

export interface ShareQuestion extends Pick<GateQuestion, 'n' | 'm' | 'epsilon' | 'alpha' | 'minimum'> {
  readonly cells: readonly Share[]
  /** By how much clustering widens the variance on each side, at least 1. */
  readonly designEffect: { readonly reference: number; readonly current: number }
}

/**
 * Judges the greatest difference of a share over the cells, rates being one cell: from the exact (Clopper–Pearson)
 * interval of each share on each side, α shared over all of them. Near 0 and 1 they are far narrower than the ECDF's.
 */
export function shareGate({
  cells,
  n,
  m,
  epsilon,
  alpha,
  minimum,
  designEffect,
}: ShareQuestion): Gate & { readonly d: number } {
  let [d, low, high] = [0, 0, 0]
  if (n === 0 || m === 0) return { verdict: 'inconclusive', d, radius: 1, low: 0, high: 1 }
  const confidence = 1 - alpha / (2 * Math.max(1, cells.length))
  for (const cell of cells) {
    const reference = scaledInterval(cell.reference, n, designEffect.reference, confidence)!
    const current = scaledInterval(cell.current, m, designEffect.current, confidence)!
    d = Math.max(d, Math.abs(cell.reference / n - cell.current / m))
    low = Math.max(low, reference.low - current.high, current.low - reference.high)
    high = Math.max(high, reference.high - current.low, current.high - reference.low)
  }
  const radius = Math.max(high - d, d - low)
  const few = Math.min(n / designEffect.reference, m / designEffect.current) < minimum
  const verdict = few ? 'inconclusive' : low > epsilon ? 'fail' : high < epsilon ? 'pass' : 'inconclusive'
  return { verdict, d, radius, low, high }
}
