import type { LogRecord } from '../../../features/log-record.ts'
import type { Instant } from '../../../features/value.ts'
import type { LatencyResult } from '../../../reports/latency-result.ts'
import { judgeBudget } from '../judge-budget.ts'
import { judgedLatency, latencyPercentile } from '../judge-load.ts'
import { LatencyHistogram } from '../latency-histogram.ts'
import type { Slo } from '../slo.ts'
import type { StoreApi } from './store-api.ts'

/** What goes on in the log while canaries are sent. */
export interface FreshnessCondition {
  readonly name: string
  /** Records a second beside the canaries. */
  readonly rate: number
  /** Whether all of those are of one account. */
  readonly hotKey: boolean
}

export const freshnessConditions: readonly FreshnessCondition[] = [
  { name: 'steady', rate: 200, hotKey: false },
  { name: 'burst of 10×', rate: 2_000, hotKey: false },
  { name: 'hot key', rate: 1_000, hotKey: true },
]

export interface FreshnessEdge {
  readonly api: StoreApi
  /** Monotonic, ms. */
  readonly clock: () => number
  /** µs since the epoch. */
  readonly now: () => Instant
  readonly sleep: (ms: number) => Promise<void>
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
}

/** Between two looks whether a canary is visible, ms: what is measured is too long by up to this. */
const pollMs = 2

/** Between two canaries, ms. */
const canaryMs = 12

/** An event that is not visible by then (ms) counts as +∞. */
const timeoutMs = 10_000

/** Records go out in batches this often (ms). */
const batchMs = 50

/**
 * Event to visible, measured by canaries: each is an event of an account that nobody else has, asked for until it is there.
 * `produced → appended` is the log's acknowledgement, `produced → visible` the whole way.
 */
export async function measureFreshness(
  condition: FreshnessCondition,
  durationMs: number,
  slo: Slo,
  edge: FreshnessEdge,
): Promise<LatencyResult['freshness'][number]> {
  const appended = new LatencyHistogram()
  const visible = new LatencyHistogram()
  const end = edge.clock() + durationMs
  const canaries: Promise<void>[] = []
  const background = sendBackground(condition, end, edge)
  for (let i = 0; edge.clock() < end; i++) {
    edge.signal.throwIfAborted()
    canaries.push(canary(`canary-${condition.name}-${i}`, { appended, visible }, edge))
    edge.onProgress(`freshness, ${condition.name}: ${i + 1} events sent, ${visible.count} seen`)
    await edge.sleep(canaryMs)
  }
  await Promise.all([background, ...canaries])
  const stage = (name: string, times: LatencyHistogram) => ({
    stage: name,
    events: times.count,
    percentiles: [50, 90, 99].map(percentile => latencyPercentile(times.percentile(percentile))),
  })
  return {
    condition: condition.name,
    stages: [stage('produced → appended', appended), stage('produced → visible', visible)],
    budgets: slo
      .filter(({ kind }) => kind === 'freshness')
      .map(budget => judgedLatency(judgeBudget(budget, visible))),
    timeouts: visible.failures,
  }
}

async function canary(
  account: string,
  { appended, visible }: { readonly appended: LatencyHistogram; readonly visible: LatencyHistogram },
  { api, clock, now, sleep }: FreshnessEdge,
): Promise<void> {
  const produced = clock()
  const since = () => (clock() - produced) * 1_000
  try {
    await api.append([payment(account, account, now())])
    appended.record(since())
    for (;;) {
      if (await api.sees(account)) return visible.record(since())
      if (clock() - produced > timeoutMs) return visible.recordFailure()
      await sleep(pollMs)
    }
  } catch {
    visible.recordFailure()
  }
}

/** What the store has to take in meanwhile, in batches. */
async function sendBackground(
  condition: FreshnessCondition,
  end: number,
  edge: FreshnessEdge,
): Promise<void> {
  const size = Math.max(1, Math.round((condition.rate * batchMs) / 1_000))
  for (let batch = 0; edge.clock() < end; batch++) {
    const due = edge.clock() + batchMs
    const records = Array.from({ length: size }, (_, i) => {
      const account = condition.hotKey ? 'hot' : `busy-${(batch * size + i) % 997}`
      return payment(`${condition.name}-${batch}-${i}`, account, edge.now())
    })
    await edge.api.append(records)
    await edge.sleep(Math.max(0, due - edge.clock()))
  }
}

function payment(id: string, payer: string, now: Instant): LogRecord {
  return {
    source: 'payments',
    id,
    revision: 0,
    op: 'upsert',
    eventTime: now,
    arrivalTime: now,
    fields: { payer, amount: 1, units: 1n, merchant: 'canary' },
  }
}
