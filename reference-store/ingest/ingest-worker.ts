import type { OnlineStore } from '../online/online-store.ts'
import type { EventLog } from './event-log.ts'
import { type Consumer, PartitionIntake, type WorkerSeams, workerSeams } from './partition-intake.ts'

/** By source: the documents that are fed from it, in step with each other. */
export type Consumers = ReadonlyMap<string, readonly Consumer[]>

/** The consumer group that workers commit under. */
export const workerGroup = 'workers'

/** How an application ended; `died` when it was told to stop in mid-write. */
export type Applied = { readonly kind: 'applied'; readonly records: number } | { readonly kind: 'died' }

/**
 * Takes records from the log into the online store, when it is told to, from all partitions. A batch is written by rows
 * and becomes visible as one; the offset is committed apart from it. A worker that resumes from a committed offset meets
 * records again, which change nothing: their ids and revisions are in the state.
 */
export class IngestWorker {
  readonly #log: EventLog
  /** By partition. */
  readonly #intakes: (readonly PartitionIntake[])[]
  readonly #claim: (partition: number) => Promise<readonly PartitionIntake[]>

  private constructor(
    log: EventLog,
    intakes: (readonly PartitionIntake[])[],
    claim: (partition: number) => Promise<readonly PartitionIntake[]>,
  ) {
    this.#log = log
    this.#intakes = intakes
    this.#claim = claim
  }

  /** Takes over every partition of every source, from its committed offset on. */
  static async start(
    log: EventLog,
    online: OnlineStore,
    consumers: Consumers,
    seams: WorkerSeams = workerSeams,
  ): Promise<IngestWorker> {
    const claim = async (partition: number) => {
      const claimed: PartitionIntake[] = []
      for (const [source, all] of consumers) {
        const committed = () => log.committed(workerGroup, source, partition)
        const options = { online, source, partition, consumers: all, committed, seams, keepLetters: null }
        claimed.push(await PartitionIntake.claim(options))
      }
      return claimed
    }
    const intakes: (readonly PartitionIntake[])[] = []
    for (let partition = 0; partition < log.partitions; partition++) intakes.push(await claim(partition))
    return new IngestWorker(log, intakes, claim)
  }

  /**
   * A partition moves as to another worker: it is claimed anew from its committed offset, and whoever had it before can
   * write no more.
   */
  async takeOver(partition: number): Promise<void> {
    this.#intakes[partition] = await this.#claim(partition)
  }

  /**
   * Applies at most `maxRecords` of a partition of each source. With `keysMax` the worker dies as soon as it has
   * staged that many rows, or all of them: what it staged never becomes visible.
   */
  async apply(partition: number, maxRecords: number, keysMax: number | null = null): Promise<Applied> {
    let records = 0
    let keysLeft = keysMax
    for (const intake of this.#intakes[partition] ?? []) {
      const entries = await this.#log.poll(intake.source, partition, intake.position, maxRecords)
      if (entries.length === 0) continue
      const taken = await intake.take(entries, keysLeft)
      if (taken.kind === 'died') return taken
      keysLeft = taken.keysLeft
      records += entries.length
    }
    return keysMax === null ? { kind: 'applied', records } : { kind: 'died' }
  }

  /** Commits how far a partition was applied, for every source. */
  async commit(partition: number): Promise<void> {
    for (const { source, position } of this.#intakes[partition] ?? []) {
      await this.#log.commit(workerGroup, source, partition, position)
    }
  }
}
