import { Redis } from 'ioredis'
import { LatencyHistogram } from '../../harness/latency/latency-histogram.ts'
import { kafkaSettings } from '../../reference-store/ingest/kafka-settings.ts'
import { InProcessOnlineStore } from '../../reference-store/online/in-process-online-store.ts'
import { RedisOnlineStore } from '../../reference-store/online/redis-online-store.ts'
import type { BenchPlace, BenchSize, RunAsked } from './bench-place.ts'
import { type ConsumeRun, consumeRaw } from './consume-raw.ts'
import { type RawBatch, recordingStore } from './record-writes.ts'
import { answersOf, runWorker, type WorkerRun } from './run-worker.ts'
import { writeRaw } from './write-raw.ts'

/** What a side of the ingest bench can be asked; each side is a process, which lives for all of its runs. */
export interface IngestSide {
  /** A worker from Kafka into Redis; its state is removed afterwards. */
  work(asked: RunAsked & { readonly asOf: number }): Promise<WorkedRun>
  /** Its freshness while records come in: settles when so many are visible. */
  follow(asked: RunAsked): Promise<Freshness>
  consume(asked: RunAsked): Promise<ConsumeRun>
  /** A worker into memory, whose writes are kept for `write`. */
  record(asked: RunAsked & { readonly asOf: number }): Promise<RecordedRun>
  /** What `record` kept, by ioredis alone. */
  write(asked: Pick<RunAsked, 'namespace' | 'run'>): Promise<WriteRun>
}

export interface WorkedRun extends WorkerRun {
  readonly answers: readonly string[]
  /** Bytes by which Redis grew. */
  readonly redisBytes: number
}

/** Of the oldest record of each batch, from its production until it was visible; µs. */
export interface Freshness {
  readonly batches: number
  readonly p50: number
  readonly p99: number
}

export interface RecordedRun {
  readonly records: number
  readonly answers: readonly string[]
  readonly batches: number
  readonly rows: number
  readonly cells: number
  readonly bytes: number
}

export interface WriteRun {
  readonly ms: number
}

/** What goes between a side and the process that asks it. */
export interface SideCall {
  readonly name: keyof IngestSide
  readonly size: BenchSize
  readonly asked: Parameters<IngestSide[keyof IngestSide]>[0]
}

export type SideAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly sentence: string }

const recorded = new Map<string, RawBatch[]>()

function sideAt(place: BenchPlace): IngestSide {
  const open = (namespace: string) =>
    RedisOnlineStore.open({ url: place.redisUrl, namespace, partitions: place.partitions })
  return {
    work: async asked => {
      const online = await open(asked.run)
      try {
        const before = await redisBytes(place)
        const run = await runWorker(place, asked, online)
        const answers = await answersOf(place, online, asked.asOf)
        return { ...run, answers, redisBytes: (await redisBytes(place)) - before }
      } finally {
        await online.drop()
        online.close()
      }
    },
    follow: async asked => {
      const online = await open(asked.run)
      const times = new LatencyHistogram()
      try {
        await runWorker(place, asked, online, tellReady, ({ produced, writtenAt }) => {
          if (produced !== null) times.record(writtenAt - produced.first)
        })
      } finally {
        await online.drop()
        online.close()
      }
      const at = (percentile: number) => times.percentile(percentile).estimate
      return { batches: times.count, p50: at(50), p99: at(99) }
    },
    consume: asked => consumeRaw(place, asked),
    record: async asked => {
      const batches: RawBatch[] = []
      const memory = new InProcessOnlineStore(place.partitions)
      const run = await runWorker(place, asked, recordingStore(memory, 'bench-raw', batches))
      recorded.set(asked.namespace, batches)
      return { records: run.records, answers: await answersOf(place, memory, asked.asOf), ...sizes(batches) }
    },
    write: async ({ namespace }) => {
      const cleared = await open('bench-raw')
      try {
        return { ms: await writeRaw(place.redisUrl, recorded.get(namespace)!) }
      } finally {
        await cleared.drop()
        cleared.close()
      }
    },
  }
}

function sizes(batches: readonly RawBatch[]): Pick<RecordedRun, 'batches' | 'rows' | 'cells' | 'bytes'> {
  const rows = batches.flatMap(batch => batch.rows)
  const lengths = rows.flatMap(({ ids, cells }) => [...ids, ...cells].map(each => each.length))
  return {
    batches: batches.length,
    rows: rows.length,
    cells: rows.reduce((sum, { cells }) => sum + cells.length / 2, 0),
    bytes: lengths.reduce((sum, length) => sum + length, 0),
  }
}

async function redisBytes({ redisUrl }: BenchPlace): Promise<number> {
  const redis = new Redis(redisUrl, { protocol: 2 })
  try {
    return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1] ?? 0)
  } finally {
    redis.disconnect()
  }
}

function tell(answer: SideAnswer): void {
  process.send?.(answer)
}

function tellReady(): void {
  tell({ kind: 'ready' })
}

process.on('message', async ({ name, size, asked }: SideCall) => {
  try {
    const settings = kafkaSettings(process.env)
    const side = sideAt({ ...size, settings, redisUrl: process.env.REDIS_URL ?? '' })
    tell({ kind: 'done', result: await side[name](asked as never) })
  } catch (error) {
    tell({ kind: 'failed', sentence: error instanceof Error ? error.message : String(error) })
  }
})

// The one who asks is gone.
process.on('disconnect', () => process.exit())
