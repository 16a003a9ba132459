import { formatBound } from '../../reports/format.ts'
import type { JudgedLatency, LatencyPercentile, MeasuredTarget } from '../../reports/latency-result.ts'
import type { LoadPlan, LoadReport } from './driver/load-plan.ts'
import { type BudgetVerdict, type JudgedBudget, judgeBudget, smallestLimit } from './judge-budget.ts'
import { LatencyHistogram, type PercentileEstimate } from './latency-histogram.ts'
import { budgetText, type Slo } from './slo.ts'
import { type WarmUp, warmUp } from './warm-up.ts'

/** Says whether an answer is what it had to be: by the index of its request and its text. */
export type CheckAnswer = (request: number, body: string) => boolean

export interface LoadJudgement {
  readonly target: MeasuredTarget
  /** Why nothing can be concluded, whatever the budgets say; empty where something can. */
  readonly doubts: readonly string[]
  readonly notes: readonly string[]
}

/** Percentiles that every report shows. */
const shown = [50, 90, 95, 99, 99.9]

/** Of the smallest latency budget: by how much medians may differ and mean the same. */
const negligibleShare = 0.01

/** Of the smallest latency budget: what the driver's p99 lag may take. */
const lagShare = 0.1

interface OpenBlock {
  readonly latency: LatencyHistogram
  readonly groups: Map<string, LatencyHistogram>
  readonly lag: LatencyHistogram
  readonly due: number
}

/**
 * Holds a run against its budgets, once the warm-up is cut off. A wrong answer is no success: it counts as +∞. A run whose
 * driver lagged, whose latency never settled, or that sent nothing, proves nothing. With `steady` false nothing is cut off
 * and nothing has to settle: what happens meanwhile is what is looked at.
 */
export function judgeLoad(
  name: string,
  plan: LoadPlan,
  report: LoadReport,
  slo: Slo,
  check: CheckAnswer | null,
  steady = true,
): LoadJudgement {
  const failures: Record<string, number> = {}
  for (const block of report.blocks) {
    for (const [why, many] of Object.entries(block.failures)) failures[why] = (failures[why] ?? 0) + many
  }
  const blocks = report.blocks.map(
    (block): OpenBlock => ({
      latency: new LatencyHistogram(block.latency),
      groups: new Map(
        Object.entries(block.groups).map(([group, stored]) => [group, new LatencyHistogram(stored)]),
      ),
      lag: new LatencyHistogram(block.lag),
      due: block.due,
    }),
  )
  const checked = checkAnswers(plan, report, blocks, check)
  if (checked.wrong > 0) failures['wrong answer'] = checked.wrong
  const settled = steady
    ? warmUp(
        blocks.map(block => block.latency),
        (smallestLimit(slo) ?? 0) * negligibleShare,
      )
    : notAsked
  const dropped = settled.kind === 'steady' ? settled.dropped : 0
  const judged = blocks.slice(dropped)
  const all = LatencyHistogram.merged(judged.map(block => block.latency))
  const budgets = slo.filter(({ kind }) => kind !== 'freshness').map(budget => judgeBudget(budget, all))
  const lag = judgeLag(LatencyHistogram.merged(judged.map(block => block.lag)), slo)
  const timed = budgets.some(({ budget }) => budget.kind === 'latency')
  const doubts = doubtsOf(settled, lag, all, timed)
  const target: MeasuredTarget = {
    name,
    url: plan.target.origin + (plan.target.requests[0]?.path ?? ''),
    verdict: verdictOf(budgets, doubts),
    budgets: budgets.map(judgedLatency),
    percentiles: shown.map(percentile => latencyPercentile(all.percentile(percentile))),
    ...groupsOf(judged),
    offered: perSecond(
      blocks.reduce((sum, { due }) => sum + due, 0),
      plan.durationMs,
    ),
    achieved: perSecond(report.answered, report.elapsedMs),
    requests: blocks.reduce((sum, { due }) => sum + due, 0),
    failures,
    checked,
    lag,
    blocks: blocks.map(({ latency, due }, i) => ({
      warmUp: i < dropped,
      due,
      p50: finite(latency.percentile(50).estimate),
      p99: finite(latency.percentile(99).estimate),
      failures: latency.failures,
    })),
    histogram: all.stored(),
  }
  return { target, doubts, notes: notesOf(plan, report, dropped) }
}

const notAsked: WarmUp = { kind: 'steady', dropped: 0 }

/** Percentiles that are shown of a group. */
const shownOfGroup = [50, 99]

function groupsOf(blocks: readonly OpenBlock[]): Pick<MeasuredTarget, 'groups'> {
  const names = new Set(blocks.flatMap(({ groups }) => [...groups.keys()]))
  if (names.size === 0) return {}
  const groups = [...names].toSorted().map(name => {
    const times = LatencyHistogram.merged(blocks.flatMap(({ groups }) => groups.get(name) ?? []))
    const percentiles = shownOfGroup.map(percentile => latencyPercentile(times.percentile(percentile)))
    return { name, requests: times.count, percentiles }
  })
  return { groups }
}

function groupIn(groups: Map<string, LatencyHistogram>, name: string | undefined): LatencyHistogram | null {
  if (name === undefined) return null
  const group = groups.get(name) ?? new LatencyHistogram()
  groups.set(name, group)
  return group
}

/** Puts the kept answers into their blocks: as latencies where they are right, as failures where not. */
function checkAnswers(
  plan: LoadPlan,
  report: LoadReport,
  blocks: readonly OpenBlock[],
  check: CheckAnswer | null,
) {
  let wrong = 0
  for (const { block, request, latencyUs, body } of report.kept) {
    const { latency, groups } = blocks[block] as OpenBlock
    const group = groupIn(groups, plan.target.requests[request]?.group)
    if (check === null || check(request, body)) {
      latency.record(latencyUs)
      group?.record(latencyUs)
    } else {
      latency.recordFailure()
      group?.recordFailure()
      wrong++
    }
  }
  return { answers: check === null ? 0 : report.kept.length, wrong }
}

function judgeLag(lag: LatencyHistogram, slo: Slo): MeasuredTarget['lag'] {
  const p99 = lag.percentile(99).estimate
  const smallest = smallestLimit(slo)
  const limit = smallest === null ? null : smallest * lagShare
  return { p99: finite(p99), limit, verdict: limit === null || p99 <= limit ? 'pass' : 'inconclusive' }
}

function doubtsOf(
  settled: WarmUp,
  lag: MeasuredTarget['lag'],
  steady: LatencyHistogram,
  timed: boolean,
): string[] {
  const doubts: string[] = []
  if (steady.count === 0) doubts.push('no request was due: raise --rate or --duration')
  // What fails does so whether or not times have settled.
  else if (timed && settled.kind === 'unsteady') doubts.push(`${settled.reason}: let it run longer`)
  if (lag.verdict !== 'pass') {
    doubts.push(
      `the driver itself was late by ${formatBound(lag.p99)} at p99, more than a tenth of the smallest budget: give it a core of its own or a lower rate`,
    )
  }
  return doubts
}

function verdictOf(budgets: readonly JudgedBudget[], doubts: readonly string[]): BudgetVerdict {
  if (doubts.length > 0) return 'inconclusive'
  if (budgets.some(each => each.verdict === 'fail')) return 'fail'
  if (budgets.length === 0 || budgets.some(each => each.verdict === 'inconclusive')) return 'inconclusive'
  return 'pass'
}

function notesOf(plan: LoadPlan, report: LoadReport, dropped: number): string[] {
  const notes: string[] = []
  if (dropped > 0) notes.push(`${dropped} of ${plan.blocks} blocks were warm-up and left out`)
  if (report.outstandingMax > plan.connections) {
    notes.push(
      `up to ${report.outstandingMax} requests were due at once for ${plan.connections} connections; their waiting is part of the latency`,
    )
  }
  return notes
}

export function judgedLatency({ budget, verdict, percentile, errors, more }: JudgedBudget): JudgedLatency {
  return {
    budget: budgetText(budget),
    verdict,
    percentile: percentile === null ? null : latencyPercentile(percentile),
    errors,
    more,
  }
}

export function latencyPercentile({
  percentile,
  estimate,
  low,
  high,
  coverage,
}: PercentileEstimate): LatencyPercentile {
  return { percentile, estimate: finite(estimate), low: finite(low), high: finite(high), coverage }
}

/** JSON has no +∞. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function perSecond(requests: number, ms: number): number {
  return ms === 0 ? 0 : (requests * 1_000) / ms
}
