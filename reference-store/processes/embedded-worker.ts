import { setImmediate } from 'node:timers/promises'
import { IngestWorker } from '../ingest/ingest-worker.ts'
import type { Deployment } from '../serving/deployment.ts'
import type { BatchStamp } from '../serving/freshness/batch-book.ts'
import type { StoreSeams } from '../store-seams.ts'
import { regroupedLog } from './regrouped-log.ts'
import { wallClock } from './wall-clock.ts'

/** Records that are taken at once: few enough that questions are answered in between. */
const batchRecords = 512

/** Feeds one deployment within the process of its server. */
export class EmbeddedWorker {
  readonly #deployment: Deployment
  readonly #worker: IngestWorker
  readonly #onBatch: (stamp: BatchStamp) => void
  /** By source and partition: the next offset. */
  readonly #nexts = new Map<string, number>()
  #hasMore = false
  #running: Promise<void> | null = null
  #isStopped = false

  private constructor(deployment: Deployment, worker: IngestWorker, onBatch: (stamp: BatchStamp) => void) {
    this.#deployment = deployment
    this.#worker = worker
    this.#onBatch = onBatch
  }

  static async start(
    deployment: Deployment,
    seams: StoreSeams,
    onBatch: (stamp: BatchStamp) => void = () => {},
  ): Promise<EmbeddedWorker> {
    const { log, online, wired, group } = deployment
    const worker = await IngestWorker.start(regroupedLog(log, group), online, wired.consumers, seams)
    return new EmbeddedWorker(deployment, worker, onBatch)
  }

  /** Told that something was appended. */
  wake(): void {
    this.#hasMore = true
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#running
  }

  /** What was committed is what was taken: one worker has every partition. */
  async #tell(partition: number, consumedAt: number, writtenAt: number): Promise<void> {
    const { id, log, group, wired } = this.#deployment
    for (const source of wired.consumers.keys()) {
      const place = `${source} ${partition}`
      const from = this.#nexts.get(place) ?? 0
      const next = await log.committed(group, source, partition)
      this.#nexts.set(place, next)
      if (next > from) this.#onBatch({ deployment: id, source, partition, from, next, consumedAt, writtenAt })
    }
  }

  async #run(): Promise<void> {
    while (this.#hasMore && !this.#isStopped) {
      this.#hasMore = false
      for (let partition = 0; partition < this.#deployment.log.partitions; partition++) {
        const consumedAt = wallClock()
        const applied = await this.#worker.apply(partition, batchRecords)
        if (applied.kind === 'died' || applied.records === 0) continue
        const writtenAt = wallClock()
        await this.#worker.commit(partition)
        await this.#tell(partition, consumedAt, writtenAt)
        this.#hasMore = true
        await setImmediate()
      }
    }
  }
}
