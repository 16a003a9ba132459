import type { Instant, Micros } from '../../../features/value.ts'
import type { Random } from '../../../generators/random.ts'
import type { LatencyCondition, MeasuredTarget } from '../../../reports/latency-result.ts'
import type { LoadPlan, LoadReport } from '../driver/load-plan.ts'
import { judgeBudget } from '../judge-budget.ts'
import { judgedLatency, judgeLoad } from '../judge-load.ts'
import type { NamedTarget } from '../measure-latency.ts'
import type { Slo } from '../slo.ts'
import { AppendBook } from './append-book.ts'
import { type CanaryRun, sendCanaries } from './canaries.ts'
import type { Condition, ConditionFault } from './conditions.ts'
import { type IngestEdge, sendIngest } from './ingest-load.ts'
import { judgeCondition, judgeStaleness } from './judge-condition.ts'
import type { MeasuredSet } from './measured-set.ts'
import type { StoreControl } from './measured-store.ts'
import { canaryWays, stageTimes, visibleTimes } from './stage-times.ts'
import type { BatchStamp } from './store-api.ts'

export interface ConditionPlan {
  readonly condition: Condition
  readonly set: MeasuredSet
  /** What is asked meanwhile, and a check of the answers. */
  readonly reads: NamedTarget
  readonly load: Omit<LoadPlan, 'target'>
  /** Records a second. */
  readonly capacity: number
  readonly slo: Slo
  /** µs: the store's declared bound. */
  readonly staleAfter: Micros
}

export interface ConditionEdge extends IngestEdge {
  readonly load: (plan: LoadPlan) => Promise<LoadReport>
  readonly control: StoreControl | null
  readonly onProgress: (line: string) => void
}

type Fault = NonNullable<MeasuredTarget['faults']>[number]

/** Of what is broken on purpose: what, from when, until when, µs since the epoch. */
interface Window {
  readonly fault: string
  readonly from: Instant
  readonly to: Instant
}

/** ms that workers take at most to tell of their last batches, and more. */
export const tellMs = 400

/** ms that everything may take to become visible once nothing is sent any more. */
const settleMs = 120_000

/** Of the smallest freshness budget: what the lateness of the canaries may take. */
const lagShare = 0.1

/** Asks questions and sends canaries while the condition holds, and judges both. Returns when everything is visible. */
export async function measureCondition(
  plan: ConditionPlan,
  random: Random,
  edge: ConditionEdge,
): Promise<LatencyCondition> {
  const { condition, set, capacity, reads } = plan
  const durationMs = plan.load.durationMs * condition.length
  const book = new AppendBook()
  const name = condition.name.replaceAll(/\W+/g, '-')
  edge.onProgress(`${condition.name}: ${condition.about}`)
  const cursor = await endOfBatches(edge)
  const load: LoadPlan = { ...plan.load, durationMs, target: reads.target }
  const share = (ms: number) => condition.share(Math.min(1, ms / durationMs))
  const rate = (ms: number) => timesCapacity(share(ms), capacity)
  const ingest = { set, name, durationMs, rate, hotKey: condition.hotKey }
  const started = edge.now()
  const [report, sent, canaries, broken] = await Promise.all([
    edge.load(load),
    sendIngest(ingest, book, random.fork('ingest'), edge),
    sendCanaries({ set, name, durationMs }, book, random.fork('canaries'), edge),
    breakOn(condition.fault, durationMs, edge),
  ])
  await edge.api.settle(settleMs)
  await edge.sleep(tellMs)
  const { stamps } = await edge.api.batches(cursor)
  const windows = windowsOf(plan, { started, durationMs, broken, canaries })
  const achieved = (sent.records * 1_000) / Math.max(1, sent.elapsedMs)
  const wanted = timesCapacity(condition.share(0), capacity)
  return judged(plan, { load, report, canaries, stamps, book, windows, ingest: { wanted, achieved } })
}

function timesCapacity(share: number | null, capacity: number): number | null {
  return share === null ? null : share * capacity
}

/** Where the next page of stamps begins. */
async function endOfBatches({ api }: ConditionEdge): Promise<number> {
  return (await api.batches(0)).next
}

async function breakOn(
  fault: ConditionFault | null,
  durationMs: number,
  { control, sleep, now }: ConditionEdge,
): Promise<Window | null> {
  if (fault === null || control === null) return null
  await sleep(fault.from * durationMs)
  const from = now()
  if (fault.kind === 'end-worker') {
    await control.endWorker(fault.signal)
    const what = fault.signal === 'SIGKILL' ? 'a worker is killed' : 'a worker restarts'
    return { fault: what, from, to: now() }
  }
  await control.slowOnline(fault.latencyMs)
  await sleep((fault.to - fault.from) * durationMs)
  await control.slowOnline(0)
  return { fault: `Redis is ${fault.latencyMs} ms slower each way`, from, to: now() }
}

interface Went {
  readonly started: Instant
  readonly durationMs: number
  readonly broken: Window | null
  readonly canaries: CanaryRun
}

/** A fault lasts until nothing that was sent after it began is late any more. */
function windowsOf(
  { condition, slo }: ConditionPlan,
  { started, durationMs, broken, canaries }: Went,
): Window[] {
  const at = (share: number) => started + share * durationMs * 1_000
  if (condition.burst !== null)
    return [{ fault: 'ten times the rate', from: at(condition.burst.from), to: at(condition.burst.to) }]
  if (condition.share(0) === null) return [{ fault: 'ingest saturated', from: at(0), to: at(1) }]
  if (broken === null) return []
  const limit = smallestFreshness(slo) ?? Number.POSITIVE_INFINITY
  const late = canaries.canaries.flatMap(({ producedAt, visibleAt }) =>
    visibleAt !== null && visibleAt > broken.from && visibleAt - producedAt > limit ? [visibleAt] : [],
  )
  return [{ ...broken, to: Math.max(broken.to, ...late) }]
}

interface Gathered {
  readonly load: LoadPlan
  readonly report: LoadReport
  readonly canaries: CanaryRun
  readonly stamps: readonly BatchStamp[]
  readonly book: AppendBook
  readonly windows: readonly Window[]
  readonly ingest: { readonly wanted: number | null; readonly achieved: number }
}

function judged(
  { condition, slo, reads, staleAfter }: ConditionPlan,
  { load, report, canaries, stamps, book, windows, ingest }: Gathered,
): LatencyCondition {
  const ways = canaryWays(canaries.canaries, stamps)
  const visible = visibleTimes(ways)
  const { staleness: said, ages } = judgeStaleness(report, book, staleAfter)
  const staleness = { ...said, contradicted: canaries.contradicted }
  const loaded = judgeLoad(reads.name, load, report, slo, reads.check, false)
  const freshness = slo
    .filter(({ kind }) => kind === 'freshness')
    .map(budget => judgedLatency(judgeBudget(budget, visible)))
  const smallest = smallestFreshness(slo)
  const lag = canaries.lag.percentile(99).estimate
  const verdict = judgeCondition({
    condition,
    reads: loaded,
    freshness,
    staleness,
    canaryLag: lag,
    canaryLagMax: smallest === null ? null : smallest * lagShare,
  })
  const faults = windows.map(window => faultOf(window, report.startedAt, load.durationMs))
  return {
    condition: condition.name,
    stages: stageTimes(ways, ages),
    budgets: freshness,
    timeouts: visible.failures,
    run: {
      ...verdict,
      durationMs: load.durationMs,
      ingest,
      reads: { ...loaded.target, ...(faults.length === 0 ? {} : { faults }) },
      staleness,
    },
  }
}

/** ms from the first request that was due. */
function faultOf({ fault, from, to }: Window, startedAt: Instant, durationMs: number): Fault {
  const ms = (at: Instant) => Math.min(durationMs, Math.max(0, (at - startedAt) / 1_000))
  return { fault, fromMs: ms(from), toMs: ms(to) }
}

export function smallestFreshness(slo: Slo): Micros | null {
  const limits = slo.flatMap(budget => (budget.kind === 'freshness' ? [budget.limit] : []))
  return limits.length === 0 ? null : Math.min(...limits)
}
