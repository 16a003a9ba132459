import type { LatencyResult, MeasuredTarget } from '../../reports/latency-result.ts'
import type { LoadPlan, LoadReport, LoadTarget } from './driver/load-plan.ts'
import type { CapacityFound } from './find-capacity.ts'
import { findCapacity } from './find-capacity.ts'
import { type CheckAnswer, judgeLoad, type LoadJudgement } from './judge-load.ts'
import { type LatencyRatio, ratioOfPairs } from './ratio-of-pairs.ts'
import type { Slo } from './slo.ts'

export interface NamedTarget {
  readonly name: string
  readonly target: LoadTarget
  readonly check: CheckAnswer | null
}

/** What measuring does to the world. */
export interface LatencyEdge {
  readonly load: (plan: LoadPlan) => Promise<LoadReport>
  /** Requests a second of a closed loop. */
  readonly saturation: (target: LoadTarget) => Promise<number>
  readonly onProgress: (line: string) => void
}

export interface LatencyOptions {
  /** One, or two that are measured in turn. */
  readonly targets: readonly NamedTarget[]
  readonly slo: Slo
  /** Requests a second; null: a rate below 70 % of the measured saturation. */
  readonly rate: number | null
  readonly plan: Omit<LoadPlan, 'target' | 'rate'>
  readonly findCapacity: boolean
}

export interface LatencyMeasured {
  readonly rate: number
  readonly judged: readonly LoadJudgement[]
  readonly ratios: readonly LatencyRatio[]
  readonly saturation: number | null
  readonly capacity: CapacityFound | null
  readonly notes: readonly string[]
}

/** Runs beyond this share of the saturation measure the queue before the server. */
const saturationShare = 0.7

/** Unless told otherwise, requests a second. */
const rateDefault = 500

/** Runs of each of two targets: A B B A and so on, so that a drift of the machine falls on both. */
const pairs = 6

/** Length of one try for the capacity, ms. */
const tryMs = 5_000

/** Measures one target, or two in turn; deciding what it means is left to `judgeLoad`. */
export async function measureLatency(options: LatencyOptions, edge: LatencyEdge): Promise<LatencyMeasured> {
  const [first] = options.targets as readonly [NamedTarget]
  const needsSaturation = options.rate === null || options.findCapacity
  if (needsSaturation) edge.onProgress('measuring the saturation by a closed loop')
  const saturation = needsSaturation ? await edge.saturation(first.target) : null
  const rate =
    options.rate ?? Math.max(1, Math.min(rateDefault, Math.floor((saturation ?? 0) * saturationShare)))
  const notes = rateNotes(rate, saturation)
  const { judged, ratios } =
    options.targets.length > 1
      ? await measureInTurn(options, rate, edge)
      : { judged: [await measureOne(first, options, rate, edge)], ratios: [] }
  const capacity =
    options.findCapacity && saturation !== null
      ? await findCapacity(saturation, async tried => {
          const plan = { ...options.plan, durationMs: Math.min(options.plan.durationMs, tryMs) }
          return (await measureOne(first, { ...options, plan }, tried, edge)).target.verdict
        })
      : null
  return { rate, judged, ratios, saturation, capacity, notes }
}

function rateNotes(rate: number, saturation: number | null): string[] {
  if (saturation === null || rate <= saturation * saturationShare) return []
  const share = Math.round((rate / saturation) * 100)
  return [
    `the rate is ${share} % of the saturation (${Math.round(saturation)} requests/s): beyond 70 % the queue before the server is measured, not the server`,
  ]
}

async function measureOne(
  { name, target, check }: NamedTarget,
  { plan, slo }: LatencyOptions,
  rate: number,
  edge: LatencyEdge,
): Promise<LoadJudgement> {
  const full = { ...plan, target, rate }
  return judgeLoad(name, full, await edge.load(full), slo, check)
}

async function measureInTurn(options: LatencyOptions, rate: number, edge: LatencyEdge) {
  const { targets, slo } = options
  const plan = { ...options.plan, durationMs: options.plan.durationMs / pairs }
  const reports: LoadReport[][] = targets.map(() => [])
  const measured: (readonly [MeasuredTarget, MeasuredTarget])[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? [0, 1] : [1, 0]
    const runs: MeasuredTarget[] = []
    for (const which of order) {
      const { name, target, check } = targets[which] as NamedTarget
      const full = { ...plan, target, rate, seed: plan.seed + pair }
      const report = await edge.load(full)
      ;(reports[which] as LoadReport[]).push(report)
      runs[which] = judgeLoad(name, full, report, slo, check).target
    }
    measured.push(runs as unknown as readonly [MeasuredTarget, MeasuredTarget])
  }
  const judged = targets.map(({ name, target, check }, which) => {
    const whole = joinReports(reports[which] as LoadReport[])
    const full = { ...options.plan, target, rate, blocks: whole.blocks.length }
    return judgeLoad(name, full, whole, slo, check)
  })
  const ratios = [50, 99].flatMap(percentile => ratioOfPairs(measured, percentile) ?? [])
  return { judged, ratios }
}

/** Runs one after another, as one. */
function joinReports(reports: readonly LoadReport[]): LoadReport {
  let blocksBefore = 0
  const kept = reports.flatMap(report => {
    const shifted = report.kept.map(each => ({ ...each, block: each.block + blocksBefore }))
    blocksBefore += report.blocks.length
    return shifted
  })
  return {
    startedAt: reports[0]?.startedAt ?? 0,
    blocks: reports.flatMap(report => report.blocks),
    kept,
    elapsedMs: reports.reduce((sum, report) => sum + report.elapsedMs, 0),
    answered: reports.reduce((sum, report) => sum + report.answered, 0),
    outstandingMax: Math.max(...reports.map(report => report.outstandingMax)),
  }
}

/** The words of a verdict, the worst first. */
const worst: readonly LatencyResult['verdict'][] = ['fail', 'inconclusive', 'pass']

export function worstVerdict(verdicts: readonly LatencyResult['verdict'][]): LatencyResult['verdict'] {
  return worst.find(each => verdicts.includes(each)) ?? 'inconclusive'
}
