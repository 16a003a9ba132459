import { setImmediate } from 'node:timers/promises'
import { IngestWorker } from '../ingest/ingest-worker.ts'
import type { Deployment } from '../serving/deployment.ts'
import type { StoreSeams } from '../store-seams.ts'
import { regroupedLog } from './regrouped-log.ts'

/** Records that are taken at once: few enough that questions are answered in between. */
const batchRecords = 512

/** Feeds one deployment within the process of its server. */
export class EmbeddedWorker {
  readonly #deployment: Deployment
  readonly #worker: IngestWorker
  #hasMore = false
  #running: Promise<void> | null = null
  #isStopped = false

  private constructor(deployment: Deployment, worker: IngestWorker) {
    this.#deployment = deployment
    this.#worker = worker
  }

  static async start(deployment: Deployment, seams: StoreSeams): Promise<EmbeddedWorker> {
    const { log, online, wired, group } = deployment
    const worker = await IngestWorker.start(regroupedLog(log, group), online, wired.consumers, seams)
    return new EmbeddedWorker(deployment, worker)
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

  async #run(): Promise<void> {
    while (this.#hasMore && !this.#isStopped) {
      this.#hasMore = false
      for (let partition = 0; partition < this.#deployment.log.partitions; partition++) {
        const applied = await this.#worker.apply(partition, batchRecords)
        if (applied.kind === 'died' || applied.records === 0) continue
        await this.#worker.commit(partition)
        this.#hasMore = true
        await setImmediate()
      }
    }
  }
}
