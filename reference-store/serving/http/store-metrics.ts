import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Placement } from '../../../features/log-record.ts'
import type { Instant } from '../../../features/value.ts'
import type { Seen, StoreMonitor } from '../freshness/store-monitor.ts'
import type { Answered } from './answer-question.ts'
import type { HttpErrorCode } from './http-error.ts'

/** Seconds; from a tenth of a millisecond, since reads of an embedded store take no longer. */
const buckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** Appends that are followed until they are visible, at most; beyond it some are not measured. */
const marksMax = 4_096

/** What became of a batch, µs by the machine's clock. */
export interface WorkedBatch {
  /** Null where its records do not say when they were produced. */
  readonly produced: { readonly first: Instant } | null
  readonly consumedAt: Instant
  readonly writtenAt: Instant
}

interface Mark {
  readonly source: string
  readonly placement: Placement
  readonly at: Instant
}

/** What `/metrics` shows. Labels are names of what is served, never what somebody sent. */
export class StoreMetrics {
  readonly registry = new Registry()
  readonly #requests: Counter<'route' | 'code'>
  readonly #reads: Histogram<'set' | 'version'>
  readonly #entities: Counter<'set' | 'version'>
  readonly #stale: Counter<'set' | 'version'>
  readonly #failovers: Counter<'set' | 'from' | 'to'>
  readonly #stages: Histogram<'stage'>
  #marks: Mark[] = []

  constructor(monitor: StoreMonitor, now: () => Instant) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.#requests = new Counter({
      name: 'plumbline_http_requests_total',
      help: 'Requests answered, by route and by the code of the error (ok: none)',
      labelNames: ['route', 'code'],
      registers,
    })
    const labelNames = ['set', 'version'] as const
    this.#reads = new Histogram({
      name: 'plumbline_read_seconds',
      help: 'Time from a question that was read to its answer, in the server',
      labelNames,
      buckets,
      registers,
    })
    this.#entities = new Counter({
      name: 'plumbline_entities_total',
      help: 'Entities answered',
      labelNames,
      registers,
    })
    this.#stale = new Counter({
      name: 'plumbline_stale_answers_total',
      help: 'Answers that said that they are stale',
      labelNames,
      registers,
    })
    this.#failovers = new Counter({
      name: 'plumbline_failovers_total',
      help: 'Questions that a region did not answer and another one did, by both',
      labelNames: ['set', 'from', 'to'],
      registers,
    })
    this.#stages = new Histogram({
      name: 'plumbline_freshness_seconds',
      help: 'Stages of a record’s way: append (given to the log until in it), apply (in it until seen to be visible); of the oldest record of a worker’s batch: consume (produced until taken), write (taken until visible), visible (produced until visible)',
      labelNames: ['stage'],
      buckets,
      registers,
    })
    monitor.onLook(() => this.#resolveMarks(monitor, now()))
    addGauges(monitor, now, registers)
  }

  request(route: string, code: HttpErrorCode | 'ok'): void {
    this.#requests.inc({ route, code })
  }

  read({ set, entities, stale, region, failedOver }: Answered, seconds: number): void {
    const labels = { set: set.name, version: String(set.version ?? '') }
    this.#reads.observe(labels, seconds)
    this.#entities.inc(labels, entities)
    if (stale) this.#stale.inc(labels)
    const home = set.replicas[0]!.region
    const from = failedOver[0] ?? (home === region ? null : home)
    // A question that is pinned to a region is answered there, and fails over to none.
    if (from !== null && region !== null) this.#failovers.inc({ set: set.name, from, to: region })
  }

  /** Records were given to the log at `from` and were in it at `to` (µs). */
  appended(source: string, placements: readonly (Placement | null)[], from: Instant, to: Instant): void {
    this.#stages.observe({ stage: 'append' }, (to - from) / 1_000_000)
    const last = placements.findLast(placement => placement !== null)
    if (last != null && this.#marks.length < marksMax) this.#marks.push({ source, placement: last, at: to })
  }

  /** A worker took a batch in; where workers are processes of their own they say so themselves. */
  worked({ produced, consumedAt, writtenAt }: WorkedBatch): void {
    if (produced !== null) {
      this.#stages.observe({ stage: 'consume' }, seconds(produced.first, consumedAt))
      this.#stages.observe({ stage: 'visible' }, seconds(produced.first, writtenAt))
    }
    this.#stages.observe({ stage: 'write' }, seconds(consumedAt, writtenAt))
  }

  #resolveMarks(monitor: StoreMonitor, now: Instant): void {
    this.#marks = this.#marks.filter(({ source, placement, at }) => {
      const isVisible = monitor.all.every(({ watermarks }) => {
        const marks = watermarks.get(source)
        return marks === undefined || (marks[placement.partition]?.next ?? 0) > placement.offset
      })
      if (isVisible) this.#stages.observe({ stage: 'apply' }, (now - at) / 1_000_000)
      return !isVisible
    })
  }
}

/** Clocks of two processes may differ a little. */
function seconds(from: Instant, to: Instant): number {
  return Math.max(0, to - from) / 1_000_000
}

type ByPartition = (seen: Seen) => readonly { source: string; partition: number; value: number }[]

function addGauges(monitor: StoreMonitor, now: () => Instant, registers: Registry[]): void {
  const perPartition = (name: string, help: string, values: ByPartition) => {
    new Gauge({
      name,
      help,
      labelNames: ['deployment', 'source', 'partition'],
      registers,
      collect() {
        for (const seen of monitor.all) {
          for (const { source, partition, value } of values(seen)) {
            this.set({ deployment: seen.deployment.id, source, partition: String(partition) }, value)
          }
        }
      },
    })
  }
  perPartition('plumbline_consumed_records', 'Records that workers have taken and committed', seen => {
    return listed(seen.committed, next => next)
  })
  perPartition('plumbline_applied_records', 'Records that are visible in the online store', seen => {
    return listed(seen.watermarks, ({ next }) => next)
  })
  perPartition('plumbline_lag_records', 'Records in the log that are not visible yet', seen => {
    return seen.freshness
      .lags()
      .map(({ end, next, ...place }) => ({ ...place, value: Math.max(0, end - next) }))
  })
  new Gauge({
    name: 'plumbline_rejected_records',
    help: 'Records that workers refused, by reason',
    labelNames: ['deployment', 'document', 'source', 'reason'],
    registers,
    collect() {
      for (const seen of monitor.all) {
        for (const { value, ...labels } of rejects(seen)) {
          this.set({ deployment: seen.deployment.id, ...labels }, value)
        }
      }
    },
  })
  new Gauge({
    name: 'plumbline_watermark_age_seconds',
    help: 'How long the oldest record that is not visible has been in the log; 0 where all are',
    labelNames: ['deployment'],
    registers,
    collect() {
      for (const { deployment, freshness } of monitor.all) {
        this.set({ deployment: deployment.id }, freshness.age(now()) / 1_000_000)
      }
    },
  })
  new Gauge({
    name: 'plumbline_complete',
    help: '1 where a deployment’s state is whole, 0 while it is backfilled or built again',
    labelNames: ['deployment'],
    registers,
    collect() {
      for (const { deployment, freshness } of monitor.all) {
        this.set({ deployment: deployment.id }, freshness.phase === 'complete' ? 1 : 0)
      }
    },
  })
}

function listed<T>(bySource: ReadonlyMap<string, readonly T[]>, read: (each: T) => number) {
  return [...bySource].flatMap(([source, all]) => {
    return all.map((each, partition) => ({ source, partition, value: read(each) }))
  })
}

/** Records refused, by document, source and reason. */
export function rejects({ watermarks }: Seen) {
  const sums = new Map<string, { document: string; source: string; reason: string; value: number }>()
  for (const [source, marks] of watermarks) {
    for (const { documents } of marks) {
      for (const [document, progress] of Object.entries(documents)) {
        for (const [reason, count] of Object.entries(progress.rejects)) {
          const id = `${document} ${source} ${reason}`
          const sum = sums.get(id) ?? { document, source, reason, value: 0 }
          sums.set(id, { ...sum, value: sum.value + count })
        }
      }
    }
  }
  return [...sums.values()]
}
