import type { RejectReason } from '../../features/log-record.ts'
import type { JudgeRecord } from '../../features/streaming-plan/judge-record.ts'
import type { RowWrite } from '../../features/streaming-plan/row.ts'
import type { SourcePlan } from '../../features/streaming-plan/streaming-plan.ts'
import type { Awaitable } from '../awaitable.ts'
import type { DocumentProgress, OnlineStore, PartitionWriter, Watermark } from '../online/online-store.ts'
import { acceptBatch } from './accept-batch.ts'
import type { LogEntry } from './event-log.ts'
import { writeRows } from './write-rows.ts'

/** One document's use of one source. */
export interface Consumer {
  readonly document: string
  readonly judge: JudgeRecord
  readonly plan: SourcePlan
}

export interface WorkerSeams {
  /** What the worker takes for a delivered entry; `again`: it was visible before and is delivered once more. */
  readonly delivered: (entry: LogEntry, again: boolean) => LogEntry
  /** The offset that a worker takes a partition up at, given the committed one and the first that is not visible. */
  readonly resumesAt: (committed: number, applied: number) => number
}

export const workerSeams: WorkerSeams = {
  delivered: entry => entry,
  // A store that lost its state, or went back to an older copy, is rebuilt from the log.
  resumesAt: Math.min,
}

/** An entry that some documents refuse, each for a reason, when it first comes. */
export interface DeadLetter {
  readonly offset: number
  readonly entry: LogEntry
  /** By document (`name@version`). */
  readonly reasons: Readonly<Record<string, RejectReason>>
}

/** Keeps what was refused. A letter may be given twice, after a worker died before its batch became visible. */
export type KeepLetters = (
  source: string,
  partition: number,
  letters: readonly DeadLetter[],
) => Awaitable<void>

export interface IntakeOptions {
  readonly online: OnlineStore
  readonly source: string
  readonly partition: number
  readonly consumers: readonly Consumer[]
  /** Where the worker's group last committed; read after the partition was claimed. */
  readonly committed: () => Awaitable<number>
  readonly seams: WorkerSeams
  readonly keepLetters: KeepLetters | null
}

/** How a batch ended: visible, or half staged by a worker that was told to die after so many rows. */
export type Taken =
  | { readonly kind: 'published'; readonly keysLeft: number | null }
  | { readonly kind: 'died' }

/**
 * Takes the records of one partition of one source into the online store, as the one who claimed it. What it holds in
 * memory is lost with the worker.
 */
export class PartitionIntake {
  readonly source: string
  readonly partition: number
  readonly #options: IntakeOptions
  readonly #writer: PartitionWriter
  #position: number
  #watermark: Watermark

  private constructor(options: IntakeOptions, writer: PartitionWriter, position: number) {
    this.source = options.source
    this.partition = options.partition
    this.#options = options
    this.#writer = writer
    this.#watermark = writer.claimed
    this.#position = position
  }

  static async claim(options: IntakeOptions): Promise<PartitionIntake> {
    const writer = await options.online.claim(options.source, options.partition)
    const position = options.seams.resumesAt(await options.committed(), writer.claimed.next)
    return new PartitionIntake(options, writer, position)
  }

  /** The offset of the entry that it takes next. */
  get position(): number {
    return this.#position
  }

  /**
   * Makes the effects of some entries visible as one; the first is that of `position`. With `keysMax` it dies when it
   * has staged that many rows, or all: nothing of it is ever visible then.
   * @throws PlumblineError `store-failed` from the online store; then claim anew.
   */
  async take(polled: readonly LogEntry[], keysMax: number | null = null): Promise<Taken> {
    const { rows, watermark, letters } = await this.#workOut(polled)
    let keysLeft = keysMax
    for (const { document, writes } of rows) {
      const writable = keysLeft === null ? writes : writes.slice(0, keysLeft)
      await this.#writer.stage(document, writable)
      if (keysLeft !== null) keysLeft -= writable.length
      if (writable.length < writes.length) return { kind: 'died' }
    }
    if (keysLeft === 0) return { kind: 'died' }
    // Before the offsets of the letters are visible, since what is visible is never refused again.
    if (letters.length > 0) await this.#options.keepLetters?.(this.source, this.partition, letters)
    await this.#writer.publish(watermark)
    this.#watermark = watermark
    this.#position += polled.length
    return { kind: 'published', keysLeft }
  }

  /** @throws PlumblineError `store-failed` where another has claimed the partition, or its state is lost. */
  async check(): Promise<void> {
    await this.#writer.check()
  }

  async #workOut(polled: readonly LogEntry[]) {
    const { consumers, seams } = this.#options
    const from = this.#position
    const applied = this.#watermark.next
    const entries = polled.map((entry, i) => seams.delivered(entry, from + i < applied))
    const documents: Record<string, DocumentProgress> = {}
    const rows: { document: string; writes: readonly RowWrite[] }[] = []
    const reasons = new Map<number, Record<string, RejectReason>>()
    for (const { document, judge, plan } of consumers) {
      const batch = { entries, from, applied }
      const accepted = acceptBatch(document, judge, batch, this.#watermark.documents[document])
      documents[document] = accepted.progress
      for (const { offset, reason } of accepted.refused) {
        reasons.set(offset, { ...reasons.get(offset), [document]: reason })
      }
      rows.push({ document, writes: await writeRows(plan, this.#writer, document, accepted.byKey) })
    }
    const letters = [...reasons].map(([offset, each]): DeadLetter => {
      return { offset, entry: entries[offset - from]!, reasons: each }
    })
    const watermark: Watermark = { next: Math.max(applied, from + entries.length), documents }
    return { rows, watermark, letters }
  }
}
