import type { RejectReason } from '../../features/log-record.ts'
import type { IdStates } from '../../features/streaming-plan/id-state.ts'
import type {
  CellRange,
  CellsRead,
  CellsWanted,
  FoundCells,
  RowWrite,
} from '../../features/streaming-plan/row.ts'
import type { Instant } from '../../features/value.ts'
import type { Awaitable } from '../awaitable.ts'

/** How far one document has taken in a partition. */
export interface DocumentProgress {
  /** Greatest α among the legal records, µs: the arrival of what comes next is raised to it. Null: none yet. */
  readonly highest: Instant | null
  /** Greatest α among the accepted records, µs: part of the K of scheduled features. Null: none yet. */
  readonly greatest: Instant | null
  /** Records refused, rows, by reason. */
  readonly rejects: Readonly<Partial<Record<RejectReason, number>>>
}

/** What is visible of a partition: every record below `next`, and none above. */
export interface Watermark {
  readonly next: number
  /** By document (`name@version`). */
  readonly documents: Readonly<Record<string, DocumentProgress>>
}

/** Some rows of one document and source, and which of their cells to read. */
export interface RangeQuery {
  readonly document: string
  readonly source: string
  readonly rows: readonly { readonly partition: number; readonly key: string }[]
  readonly ranges: readonly CellRange[]
}

/** By row, by range. */
export type RangeAnswer = readonly (readonly FoundCells[])[]

/** Rows as they are now, and the watermarks that they hold for: by source, by partition. */
export interface CurrentRead {
  readonly watermarks: ReadonlyMap<string, readonly Watermark[]>
  readonly answers: readonly RangeAnswer[]
}

/**
 * The state that answers are folded from: for every document, source and partition rows by key, each with the states
 * of its ids and families of cells ordered by position. Held to by `online-store.contract.ts`.
 *
 * A partition has one writer at a time. What it stages is invisible until it publishes a watermark, and then visible
 * as one: a worker that dies between two keys leaves no trace, and the rows that one answer needs, of several
 * documents and keys, are always those of the same offsets.
 */
export interface OnlineStore {
  /** Takes a partition over: what was staged and not published is gone, and the writer before can write no more. */
  claim(source: string, partition: number): Awaitable<PartitionWriter>
  /** By partition. */
  watermarks(source: string): Awaitable<readonly Watermark[]>
  /**
   * Reads rows as they were published at the watermarks given, by source; `superseded` where some row has moved on:
   * then read the watermarks again.
   */
  readRanges(
    queries: readonly RangeQuery[],
    at: ReadonlyMap<string, readonly Watermark[]>,
  ): Awaitable<readonly RangeAnswer[] | 'superseded'>
  /**
   * Reads rows and the watermarks of their sources together, in one round trip: for ranges that do not depend on a
   * watermark, as those of features that are not scheduled. Each row is as its own partition's watermark says; a
   * partition without rows here may have moved on since, which changes no row.
   */
  readCurrent(queries: readonly RangeQuery[]): Awaitable<CurrentRead>
  close(): Awaitable<void>
}

/**
 * The one writer of a partition; it reads what is published.
 * @throws PlumblineError `store-failed` from every method (`stage` may leave it to `publish`), once another has claimed the
 * partition or the state is not what this writer left there (a server lost it, or went back to an older copy). A writer that threw is done for:
 * whoever still has the partition claims it again, and reads the log from no later than what is visible then. State is
 * always that of a prefix of the log (docs/adr/0006), so that lost state is rebuilt so, from the first record if need be.
 */
export interface PartitionWriter {
  /** What was visible when the partition was claimed. */
  readonly claimed: Watermark
  /** By request: the states of at least the ids asked for, where there are any. */
  readIds(
    document: string,
    requests: readonly { readonly key: string; readonly ids: readonly (string | bigint)[] }[],
  ): Awaitable<readonly IdStates[]>
  readCells(
    document: string,
    requests: readonly { readonly key: string; readonly wanted: CellsWanted }[],
  ): Awaitable<readonly CellsRead[]>
  /** Writes rows, each as one, invisible until published; a row may be staged once between two publications. */
  stage(document: string, rows: readonly RowWrite[]): Awaitable<void>
  /** Does nothing but throw where the others would: for a worker that has nothing to write, every few seconds. */
  check(): Awaitable<void>
  /** Makes all that was staged visible as one, together with the watermark. */
  publish(watermark: Watermark): Awaitable<void>
}
