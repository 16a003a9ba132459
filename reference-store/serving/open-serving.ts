import type { Instant } from '../../features/value.ts'
import type { Deployment } from './deployment.ts'
import { BatchBook, type BatchStamp } from './freshness/batch-book.ts'
import { StoreMonitor } from './freshness/store-monitor.ts'
import { FeatureReader } from './http/answer-question.ts'
import { type Append, EventIntake } from './http/event-intake.ts'
import type { HttpLimits } from './http/http-limits.ts'
import type { Tokens } from './http/http-routes.ts'
import { type HttpServer, type ListenAt, openHttpServer } from './http/http-server.ts'
import { StoreMetrics, type WorkedBatch } from './http/store-metrics.ts'
import { ServedSets } from './served-sets.ts'

export interface ServingOptions {
  readonly deployments: readonly Deployment[]
  /** Appends what comes in over HTTP; null: this server takes no records in. */
  readonly append: Append | null
  readonly limits: HttpLimits
  readonly tokens: Tokens
  readonly listen: ListenAt
  /** ms between two looks at log and state. */
  readonly lookEveryMs: number
  /** The machine's clock, µs. */
  readonly now: () => Instant
  readonly report: (sentence: string) => void
}

export interface OpenServing {
  readonly server: HttpServer
  readonly monitor: StoreMonitor
  /** Told of each batch that a worker took in. */
  worked(batch: WorkedBatch & BatchStamp): void
  /** Answers what is under way, refuses what comes, and closes. */
  close(): Promise<void>
}

/** Serves deployments over HTTP, beside them a monitor that knows how fresh they are. */
export async function openServing(options: ServingOptions): Promise<OpenServing> {
  const { deployments, limits, now } = options
  const sets = new ServedSets(deployments, limits)
  const monitor = new StoreMonitor(deployments, {
    everyMs: options.lookEveryMs,
    staleAfter: limits.staleAfter,
    now,
  })
  const metrics = new StoreMetrics(monitor, now)
  const batches = new BatchBook()
  const intake = options.append === null ? null : intakeOf(options, options.append, metrics)
  const reader = new FeatureReader({ sets, monitor, limits, now })
  let stopping = false
  await monitor.start()
  try {
    const server = await openHttpServer(
      { ...options, sets, monitor, reader, intake, metrics, batches, isStopping: () => stopping },
      options.listen,
    )
    const close = async () => {
      stopping = true
      await server.close()
      await monitor.stop()
    }
    const worked = (batch: WorkedBatch & BatchStamp) => {
      metrics.worked(batch)
      batches.add(batch)
    }
    return { server, monitor, worked, close }
  } catch (error) {
    await monitor.stop()
    throw error
  }
}

function intakeOf(
  { deployments, limits, now }: ServingOptions,
  append: Append,
  metrics: StoreMetrics,
): EventIntake {
  const measured: Append = async records => {
    const from = now()
    const placements = await append(records)
    const to = now()
    const bySource = Map.groupBy(records.keys(), i => records[i]!.source)
    for (const [source, places] of bySource) {
      metrics.appended(
        source,
        places.map(i => placements[i] ?? null),
        from,
        to,
      )
    }
    return placements
  }
  return new EventIntake(deployments, measured, limits, now)
}
