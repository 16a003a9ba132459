import { PlumblineError } from '../features/plumbline-error.ts'
import type { Answer, Probe, Step } from '../harness/store.ts'
import type { Awaitable } from './awaitable.ts'
import type { EventLog } from './ingest/event-log.ts'
import { type Consumers, IngestWorker } from './ingest/ingest-worker.ts'
import type { OnlineStore, Watermark } from './online/online-store.ts'
import { regroupedLog } from './processes/regrouped-log.ts'
import type { Serving } from './serving/serving.ts'
import type { StoreSeams } from './store-seams.ts'
import type { WiredDocuments } from './wire-documents.ts'

export interface RegionParts {
  readonly log: EventLog
  readonly consumers: Consumers
  readonly serve: WiredDocuments['serve']
  readonly seams: StoreSeams
  readonly openOnline: () => Awaitable<OnlineStore>
}

/** Records that a worker takes at once when it is left to itself. */
const batchRecords = 2_048

/** One replica of a simulated store: state, the worker that feeds it, and who answers from it. */
export class SimulatedRegion {
  /** Null where the store has no regions. */
  readonly name: string | null
  /** Whether questions that may be answered elsewhere are; one that is pinned to it brings it back. */
  isAway = false
  readonly #parts: RegionParts
  readonly #log: EventLog
  #online: OnlineStore
  #serving: Serving
  /** Null when it died; the next that needs it brings it up again. */
  #worker: IngestWorker | null = null

  private constructor(name: string | null, group: string, parts: RegionParts, online: OnlineStore) {
    this.name = name
    this.#parts = parts
    this.#log = regroupedLog(parts.log, group)
    this.#online = online
    this.#serving = parts.serve(online, parts.log.partitions)
  }

  static async open(name: string | null, group: string, parts: RegionParts): Promise<SimulatedRegion> {
    return new SimulatedRegion(name, group, parts, await parts.openOnline())
  }

  read(probes: readonly Probe[]): Promise<Answer[]> {
    this.isAway = false
    return this.#serving.read(probes)
  }

  watermarks(source: string): Awaitable<readonly Watermark[]> {
    return this.#online.watermarks(source)
  }

  async settle(): Promise<void> {
    const worker = await this.#running()
    for (let partition = 0; partition < this.#log.partitions; partition++) {
      for (;;) {
        const applied = await worker.apply(partition, batchRecords)
        if (applied.kind === 'died' || applied.records === 0) break
        await worker.commit(partition)
        // Fewer than a batch of all sources together: none of them had more.
        if (applied.records < batchRecords) break
      }
    }
  }

  async step(step: Step): Promise<void> {
    if (step.kind === 'restart') {
      if (step.partition !== undefined && this.#worker !== null) return this.#worker.takeOver(step.partition)
      this.#worker = null
      await this.#running()
      return
    }
    const worker = await this.#running()
    if (step.kind === 'commit') return worker.commit(step.partition)
    const keysMax = step.kind === 'apply-and-crash' ? step.keys : null
    const applied = await worker.apply(step.partition, step.maxRecords, keysMax)
    if (applied.kind === 'died') this.#worker = null
  }

  /** Questions that are not pinned to it go elsewhere, until it is asked again. */
  stop(): void {
    this.isAway = this.name !== null
  }

  /** Its state is gone, and is built again from the log. */
  async lose(): Promise<void> {
    await this.#online.close()
    this.#online = await this.#parts.openOnline()
    this.#serving = this.#parts.serve(this.#online, this.#log.partitions)
    this.#worker = null
  }

  /**
   * The worker stands still while another one takes over all that it had, and then goes on writing.
   * @throws PlumblineError `store-failed` where what it wrote came through
   */
  async pauseWorker(): Promise<void> {
    const paused = await this.#running()
    this.#worker = null
    await this.#running()
    for (let partition = 0; partition < this.#log.partitions; partition++) {
      const applied = await paused.apply(partition, batchRecords).catch((error: unknown) => {
        if (error instanceof PlumblineError) return null
        throw error
      })
      if (applied === null || (applied.kind === 'applied' && applied.records === 0)) continue
      throw new PlumblineError(
        'store-failed',
        'a worker wrote to partitions that another one had claimed: check its token where it writes',
      )
    }
  }

  async close(): Promise<void> {
    await this.#online.close()
  }

  async #running(): Promise<IngestWorker> {
    const { consumers, seams } = this.#parts
    this.#worker ??= await IngestWorker.start(this.#log, this.#online, consumers, seams)
    return this.#worker
  }
}
