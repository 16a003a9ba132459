import type { JudgeRecord } from '../../features/streaming-plan/judge-record.ts'
import type { RowWrite } from '../../features/streaming-plan/row.ts'
import type { SourcePlan } from '../../features/streaming-plan/streaming-plan.ts'
import type { DocumentProgress, OnlineStore, PartitionWriter, Watermark } from '../online/online-store.ts'
import { acceptBatch } from './accept-batch.ts'
import type { EventLog, LogEntry } from './event-log.ts'
import { writeRows } from './write-rows.ts'

/** One document's use of one source. */
export interface Consumer {
  readonly document: string
  readonly judge: JudgeRecord
  readonly plan: SourcePlan
}

/** By source: the documents that are fed from it, in step with each other. */
export type Consumers = ReadonlyMap<string, readonly Consumer[]>

export interface WorkerSeams {
  /** What the worker takes for a delivered entry; `again`: it was visible before and is delivered once more. */
  readonly delivered: (entry: LogEntry, again: boolean) => LogEntry
  /** The offset that a worker takes a partition up at, given the committed one and the first that is not visible. */
  readonly resumesAt: (committed: number, applied: number) => number
}

export const workerSeams: WorkerSeams = { delivered: entry => entry, resumesAt: committed => committed }

/** The consumer group that workers commit under. */
export const workerGroup = 'workers'

/** What one worker holds of a partition in memory; it is lost when the worker dies. */
interface Assignment {
  readonly source: string
  readonly writer: PartitionWriter
  position: number
  watermark: Watermark
}

/** How an application ended; `died` when it was told to stop in mid-write. */
export type Applied = { readonly kind: 'applied'; readonly records: number } | { readonly kind: 'died' }

/**
 * Takes records from the log into the online store. A batch is written by rows and becomes visible as one; the
 * offset is committed apart from it. A worker that resumes from a committed offset meets records again, which change
 * nothing: their ids and revisions are in the state.
 */
export class IngestWorker {
  readonly #log: EventLog
  readonly #consumers: Consumers
  readonly #seams: WorkerSeams
  /** By partition. */
  readonly #assignments: readonly (readonly Assignment[])[]

  private constructor(log: EventLog, consumers: Consumers, seams: WorkerSeams, assignments: Assignment[][]) {
    this.#log = log
    this.#consumers = consumers
    this.#seams = seams
    this.#assignments = assignments
  }

  /** Takes over every partition of every source, from its committed offset on. */
  static async start(
    log: EventLog,
    online: OnlineStore,
    consumers: Consumers,
    seams: WorkerSeams = workerSeams,
  ): Promise<IngestWorker> {
    const assignments: Assignment[][] = []
    for (let partition = 0; partition < log.partitions; partition++) {
      const assigned: Assignment[] = []
      for (const source of consumers.keys()) {
        const writer = await online.claim(source, partition)
        const committed = await log.committed(workerGroup, source, partition)
        const position = seams.resumesAt(committed, writer.claimed.next)
        assigned.push({ source, writer, position, watermark: writer.claimed })
      }
      assignments.push(assigned)
    }
    return new IngestWorker(log, consumers, seams, assignments)
  }

  /**
   * Applies at most `maxRecords` of a partition of each source. With `keysMax` the worker dies as soon as it has
   * staged that many rows, or all of them: what it staged never becomes visible.
   */
  async apply(partition: number, maxRecords: number, keysMax: number | null = null): Promise<Applied> {
    let records = 0
    let keysLeft = keysMax
    for (const assignment of this.#assignments[partition] ?? []) {
      const { source, writer, position } = assignment
      const entries = await this.#log.poll(source, partition, position, maxRecords)
      if (entries.length === 0) continue
      const { rows, watermark } = await this.#takeIn(assignment, entries)
      for (const { document, writes } of rows) {
        const writable = keysLeft === null ? writes : writes.slice(0, keysLeft)
        await writer.stage(document, writable)
        if (keysLeft !== null) keysLeft -= writable.length
        if (writable.length < writes.length) return { kind: 'died' }
      }
      if (keysLeft === 0) return { kind: 'died' }
      await writer.publish(watermark)
      assignment.watermark = watermark
      assignment.position += entries.length
      records += entries.length
    }
    return keysMax === null ? { kind: 'applied', records } : { kind: 'died' }
  }

  /** Commits how far a partition was applied, for every source. */
  async commit(partition: number): Promise<void> {
    for (const { source, position } of this.#assignments[partition] ?? []) {
      await this.#log.commit(workerGroup, source, partition, position)
    }
  }

  async #takeIn(
    { source, writer, position, watermark }: Assignment,
    polled: readonly LogEntry[],
  ): Promise<{ rows: { document: string; writes: readonly RowWrite[] }[]; watermark: Watermark }> {
    const applied = watermark.next
    const entries = polled.map((entry, i) => this.#seams.delivered(entry, position + i < applied))
    const documents: Record<string, DocumentProgress> = {}
    const rows: { document: string; writes: readonly RowWrite[] }[] = []
    for (const { document, judge, plan } of this.#consumers.get(source)!) {
      const batch = { entries, from: position, applied }
      const accepted = acceptBatch(document, judge, batch, watermark.documents[document])
      documents[document] = accepted.progress
      rows.push({ document, writes: await writeRows(plan, writer, document, accepted.byKey) })
    }
    return { rows, watermark: { next: Math.max(applied, position + entries.length), documents } }
  }
}
