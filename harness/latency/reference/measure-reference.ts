import type { Definitions } from '../../../features/definitions.ts'
import type { Instant, Micros } from '../../../features/value.ts'
import { type Random, randomOf } from '../../../generators/random.ts'
import type { LatencyCondition } from '../../../reports/latency-result.ts'
import type { LoadPlan } from '../driver/load-plan.ts'
import {
  type LatencyEdge,
  type LatencyMeasured,
  type LatencyOptions,
  measureLatency,
} from '../measure-latency.ts'
import { AppendBook } from './append-book.ts'
import { type ConditionName, conditions, whyNot } from './conditions.ts'
import { type IngestEdge, sendIngest } from './ingest-load.ts'
import {
  type ConditionEdge,
  type ConditionPlan,
  measureCondition,
  smallestFreshness,
  tellMs,
} from './measure-condition.ts'
import { type MeasuredSet, measuredSet } from './measured-set.ts'
import { type StoreControl, startMeasuredStore } from './measured-store.ts'
import { visiblePerSecond } from './stage-times.ts'
import { type StoreApi, storeApi } from './store-api.ts'
import { type StoreProcess, startEmbeddedStore } from './store-process.ts'
import { makeWorkload, type Workload, type WorkloadSize } from './workload.ts'

export interface ReferenceOptions extends Omit<LatencyOptions, 'targets'> {
  readonly size: WorkloadSize
  /** Which set is measured, and the path of the features file that holds it. */
  readonly definitions: Definitions
  readonly features: string
  /** Path of the program that is the store: one on Kafka and Redis that takes orders, or one in memory. */
  readonly script: string
  readonly embedded: boolean
  readonly under: readonly ConditionName[]
  /** Of each condition, ms. */
  readonly conditionMs: number
  /** Whether conditions follow the measured ingest capacity; else a set that takes 400 records a second is assumed. */
  readonly measureCapacity: boolean
}

export interface ReferenceEdge extends LatencyEdge {
  readonly now: () => Instant
  readonly sleep: (ms: number) => Promise<void>
  readonly signal: AbortSignal
}

export interface ReferenceMeasured {
  readonly measured: LatencyMeasured
  readonly freshness: readonly LatencyCondition[]
  /** Records a second; null where it was not measured. */
  readonly ingestCapacity: number | null
}

/** Records that go to the store in one request while it is filled. */
const recordsTogether = 1_000

/** ms of sending as fast as the store takes it, to see how much of it becomes visible meanwhile, and of them to begin with. */
const capacityMs = 8_000
const capacityWarmMs = 3_000

/** ms that what was sent may take to become visible. */
const settleMs = 120_000

/** Records a second that a store is taken to bear where its capacity was not measured. */
const capacityAssumed = 400

/** Questions a second beside the ingest of a condition, at most: enough for a p99, and little load of its own. */
const readsBeside = 100

/** What the store declares where no freshness is budgeted, µs. */
const staleAfterDefault: Micros = 5_000_000

/**
 * Starts the reference store, fills it, and measures its reads against the specification evaluator's answers; then, under
 * each condition, reads beside ingest and how soon an event is visible, stage by stage. The store is told to call answers
 * stale beyond the smallest freshness budget: a budget that it cannot keep it has to own up to.
 */
export async function measureReference(
  options: ReferenceOptions,
  edge: ReferenceEdge,
): Promise<ReferenceMeasured> {
  const { script, features, slo } = options
  const set = measuredSet(options.definitions)
  const staleAfter = smallestFreshness(slo) ?? staleAfterDefault
  const starting = { script, features, staleAfter, onProgress: edge.onProgress, signal: edge.signal }
  const started = options.embedded ? startEmbeddedStore(starting) : startMeasuredStore(starting)
  const store: StoreProcess & { readonly control?: StoreControl } = await started
  const api = storeApi(store.origin)
  try {
    const random = randomOf(options.plan.seed)
    const workload = makeWorkload(set, options.size, edge.now(), random.fork('workload'))
    await fill(api, workload, edge)
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    const target = { origin: store.origin, headers, requests: workload.requests }
    const reads = { name: 'reference store', target, check: workload.check }
    const measured = await measureLatency({ ...options, targets: [reads] }, edge)
    const beside = { ...edge, api, control: store.control ?? null }
    const ingestCapacity = options.measureCapacity ? await measureIngest(set, random, beside) : null
    const plan = { set, reads, slo, staleAfter, capacity: ingestCapacity ?? capacityAssumed }
    const load = { ...options.plan, rate: Math.min(readsBeside, measured.rate), keepEvery: 1 }
    const { freshness, notRun } = await underConditions(options, { ...plan, load }, random, beside)
    const notes = [...store.about.map(line => `the store: ${line}`), ...measured.notes, ...notRun]
    return { measured: { ...measured, notes }, freshness, ingestCapacity }
  } finally {
    await api.close()
    await store.close()
  }
}

async function fill(api: StoreApi, { records }: Workload, edge: ReferenceEdge): Promise<void> {
  for (const [source, own] of Map.groupBy(records, each => each.source)) {
    for (let i = 0; i < own.length; i += recordsTogether) {
      edge.signal.throwIfAborted()
      edge.onProgress(`filling the store: ${i} of ${own.length} events of ${source}`)
      await api.append(source, own.slice(i, i + recordsTogether))
    }
  }
  await api.settle(settleMs)
}

/**
 * Records a second that become visible while more are sent than the store takes. What it catches up afterwards, with the
 * machine to itself, is no rate that it could keep.
 */
async function measureIngest(set: MeasuredSet, random: Random, edge: ConditionEdge): Promise<number> {
  edge.onProgress('measuring how many records a second the store takes in')
  const { now, api, sleep } = edge
  const { next: cursor } = await api.batches(0)
  const plan = { set, name: 'capacity', durationMs: capacityMs, rate: () => null, hotKey: false }
  const from = now() + capacityWarmMs * 1_000
  await sendIngest(plan, new AppendBook(), random.fork('capacity'), edge)
  const to = now()
  await api.settle(settleMs)
  await sleep(tellMs)
  const { stamps } = await api.batches(cursor)
  return visiblePerSecond(stamps, from, to)
}

async function underConditions(
  { under, conditionMs }: ReferenceOptions,
  plan: Omit<ConditionPlan, 'condition' | 'load'> & { readonly load: Omit<LoadPlan, 'target'> },
  random: Random,
  edge: ConditionEdge,
) {
  const freshness: LatencyCondition[] = []
  const notRun: string[] = []
  const load = { ...plan.load, durationMs: conditionMs }
  let isBehindProxy = false
  for (const name of under) {
    const condition = conditions[name]
    const why = whyNot(condition, edge.control)
    if (why !== null) {
      notRun.push(`not measured: ${condition.name}, since ${why}`)
      continue
    }
    if (condition.fault?.kind === 'slow-online' && !isBehindProxy) {
      edge.onProgress('restarting the store so that Redis lies behind a proxy')
      await edge.control?.throughProxy?.()
      await warmIngest(plan.set, random.fork(name), edge)
      isBehindProxy = true
    }
    freshness.push(await measureCondition({ ...plan, condition, load }, random.fork(name), edge))
  }
  return { freshness, notRun }
}

/** After a restart workers have to be given their partitions first. */
async function warmIngest(set: MeasuredSet, random: Random, edge: IngestEdge): Promise<void> {
  const plan = { set, name: 'warm', durationMs: 500, rate: () => 400, hotKey: false }
  await sendIngest(plan, new AppendBook(), random, edge)
  await edge.api.settle(settleMs)
}
