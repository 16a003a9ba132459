import type { LogRecord } from '../../features/log-record.ts'
import type { Awaitable } from '../awaitable.ts'

/** A record as the log holds it: what the producer was given, and what only the producer can know of it. */
export interface LogEntry {
  readonly record: LogRecord
  /** Place in the order in which the producer took records of all partitions; it orders equal arrival times. */
  readonly position: number
  /** Documents (`name@version`) for which the id was first accepted under another key. */
  readonly refusedBy: readonly string[]
  /** Where these bytes of another producer are no record: `record` then has no id, and every reader refuses it. */
  readonly unreadable?: Unreadable
}

/** What stood in the log instead of a record. */
export interface Unreadable {
  readonly reason: string
  readonly value: Uint8Array | null
}

export interface LogAppend {
  readonly source: string
  readonly partition: number
  readonly entry: LogEntry
}

/** The record of an entry that holds none. */
function noRecord(source: string): LogRecord {
  return { source, id: null, eventTime: null, arrivalTime: Number.NaN, op: null, revision: null, fields: {} }
}

/** The entry of an offset at which something unreadable stands: no offset is shifted, and readers reject it as `no-id`. */
export function unreadableEntry(source: string, unreadable: Unreadable): LogEntry {
  return { record: noRecord(source), position: 0, refusedBy: [], unreadable }
}

/** The entry of an offset at which nothing stands, such as a mark of another producer's transaction: nobody counts it. */
export const gapEntry: LogEntry = { record: noRecord(''), position: 0, refusedBy: [] }

/**
 * A partitioned log: a topic for each source, appended to by one producer and read by consumer groups, each of which
 * commits how far it got. Held to by `event-log.contract.ts`.
 */
export interface EventLog {
  /** Partitions of every topic. */
  readonly partitions: number
  /** Appends in order; gives the offset of each. Offsets of a partition are whole, from 0, without gaps. */
  append(appends: readonly LogAppend[]): Awaitable<readonly number[]>
  /**
   * At most `max` entries of a partition from offset `from` on; none where the log ends there.
   * @throws PlumblineError `store-failed` where entries from `from` on were dropped.
   */
  poll(source: string, partition: number, from: number, max: number): Awaitable<readonly LogEntry[]>
  /** The offset that the next entry of a partition will have. */
  end(source: string, partition: number): Awaitable<number>
  /** The next offset of a group, as it last committed it; 0 where it never did. */
  committed(group: string, source: string, partition: number): Awaitable<number>
  /** Remembers the next offset of a group. Entries below what every group has committed may be dropped. */
  commit(group: string, source: string, partition: number, next: number): Awaitable<void>
  close(): Awaitable<void>
}
