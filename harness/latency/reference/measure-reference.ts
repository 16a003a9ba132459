import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import type { Instant } from '../../../features/value.ts'
import { randomOf } from '../../../generators/random.ts'
import type { LatencyResult } from '../../../reports/latency-result.ts'
import {
  type LatencyEdge,
  type LatencyMeasured,
  type LatencyOptions,
  measureLatency,
} from '../measure-latency.ts'
import checkout from './features.ts'
import { freshnessConditions, measureFreshness } from './measure-freshness.ts'
import { storeApi } from './store-api.ts'
import { type StoreProcess, startStore } from './store-process.ts'
import { makeWorkload, type WorkloadSize } from './workload.ts'

export interface ReferenceOptions extends Omit<LatencyOptions, 'targets'> {
  readonly size: WorkloadSize
  /** Path of the store's command line. */
  readonly script: string
  readonly embedded: boolean
  /** Of each condition under which freshness is measured, ms. */
  readonly freshnessMs: number
}

export interface ReferenceEdge extends LatencyEdge {
  readonly clock: () => number
  readonly now: () => Instant
  readonly sleep: (ms: number) => Promise<void>
  readonly signal: AbortSignal
}

export interface ReferenceMeasured {
  readonly measured: LatencyMeasured
  readonly freshness: LatencyResult['freshness']
}

/** Records that go to the store in one request. */
const recordsTogether = 1_000

/**
 * Starts the reference store, fills it, and measures its reads against the specification evaluator's answers, and then how
 * soon an event is visible: in a steady stream, in a burst, and with one account that gets all of it.
 */
export async function measureReference(
  options: ReferenceOptions,
  edge: ReferenceEdge,
): Promise<ReferenceMeasured> {
  const { script, embedded, size, plan, slo } = options
  const features = new URL('features.ts', import.meta.url).pathname
  const store = await startStore({
    script,
    features,
    embedded,
    onProgress: edge.onProgress,
    signal: edge.signal,
  })
  const definitions = definitionsOrThrow(checkout.document)
  const api = storeApi(store.origin, definitions.name)
  try {
    const workload = makeWorkload(definitions, size, edge.now(), randomOf(plan.seed).fork('workload'))
    for (let i = 0; i < workload.records.length; i += recordsTogether) {
      edge.signal.throwIfAborted()
      edge.onProgress(`filling the store: ${i} of ${workload.records.length} events`)
      await api.append(workload.records.slice(i, i + recordsTogether))
    }
    await api.settle()
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    const target = { origin: store.origin, headers, requests: workload.requests }
    const targets = [{ name: 'reference store', target, check: workload.check }]
    const measured = await measureLatency({ ...options, targets }, edge)
    const freshness: LatencyResult['freshness'] = []
    for (const condition of freshnessConditions)
      freshness.push(await measureFreshness(condition, options.freshnessMs, slo, { ...edge, api }))
    return { measured: { ...measured, notes: [...aboutStore(store), ...measured.notes] }, freshness }
  } finally {
    await api.close()
    await store.close()
  }
}

function aboutStore({ about }: StoreProcess): string[] {
  return about.map(line => `the store: ${line}`)
}
