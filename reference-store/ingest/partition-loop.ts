import { setTimeout as sleep } from 'node:timers/promises'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Instant } from '../../features/value.ts'
import type { Found } from './kafka-reads.ts'
import type { BatchReport } from './kafka-worker.ts'
import type { Lane, LaneFeed } from './lane-feed.ts'
import type { KeepLetters, PartitionIntake } from './partition-intake.ts'
import { readEntries } from './read-entries.ts'

export interface LoopOptions {
  readonly topic: string
  readonly source: string
  readonly partition: number
  readonly feed: LaneFeed
  readonly claim: (keep: KeepLetters) => Promise<PartitionIntake>
  readonly keepLetters: KeepLetters
  /** See `GroupMembership.proofs`. */
  readonly proofs: () => number
  readonly now: () => Instant
  readonly report: (sentence: string) => void
  readonly onBatch: (batch: BatchReport) => void
}

/** Records of a batch; its bytes are those of a fetch. */
const batchRecords = 4_096

/** ms without records after which it asks whether the partition is still its own, and its state still there. */
const checkMs = 2_000

/** ms before it tries again what failed. */
const againMs = 250

/** Takes in one assigned partition until it is ended: claims it, and claims it anew whenever its claim or state is lost. */
export class PartitionLoop {
  readonly topic: string
  readonly source: string
  readonly partition: number
  readonly #options: LoopOptions
  readonly #running: Promise<void>
  #lane: Lane | null = null
  #ended = false
  #visible: number | null = null
  #committed: number | null = null

  constructor(options: LoopOptions) {
    this.topic = options.topic
    this.source = options.source
    this.partition = options.partition
    this.#options = options
    this.#running = this.#run()
  }

  /** The offset to commit; null where it is committed. */
  get uncommitted(): number | null {
    return this.#visible === this.#committed ? null : this.#visible
  }

  committed(offset: number): void {
    this.#committed = offset
  }

  /** Returns when the batch under way is visible or has failed. */
  async end(): Promise<void> {
    this.#ended = true
    // One that waits for records shall not keep its heir waiting.
    if (this.#lane !== null) this.#options.feed.close(this.#lane)
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      try {
        await this.#takeIn()
      } catch (error) {
        if (this.#ended) return
        this.#options.report(sentenceOf(error))
        // One that was paused for long learns here that others have its partitions, before it takes them back.
        const known = this.#options.proofs()
        do await sleep(againMs)
        while (!this.#ended && this.#options.proofs() === known)
      }
    }
  }

  async #takeIn(): Promise<void> {
    const { feed, topic, partition, claim, keepLetters } = this.#options
    let refused = 0
    const intake = await claim((...letters) => {
      refused += letters[2].length
      return keepLetters(...letters)
    })
    const lane = feed.open({ topic, partition, offset: intake.position })
    this.#lane = lane
    try {
      while (!this.#ended) {
        const found = await feed.next(lane, checkMs)
        if (this.#ended) return
        if (found === null) await intake.check()
        else {
          await this.#takeFound(intake, found, () => {
            const count = refused
            refused = 0
            return count
          })
        }
      }
    } finally {
      feed.close(lane)
    }
  }

  async #takeFound(intake: PartitionIntake, found: Found, refused: () => number): Promise<void> {
    const { source, partition, now, onBatch } = this.#options
    while (intake.position < found.next && !this.#ended) {
      const consumedAt = now()
      const from = intake.position
      const { entries, bytes, produced } = readEntries(source, intake.position, found, batchRecords)
      await intake.take(entries)
      this.#visible = intake.position
      const writtenAt = now()
      const counts = { records: entries.length, refused: refused(), bytes }
      onBatch({ source, partition, from, next: intake.position, ...counts, produced, consumedAt, writtenAt })
    }
  }
}

/** A failure of log or store that may pass in words; anything else is a bug, with its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof PlumblineError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
