import type { LogRecord } from '../../features/log-record.ts'
import type { LogEntry } from '../ingest/event-log.ts'

/** An entry that holds something else. */
export function changeEntry(entry: LogEntry, change: Partial<LogRecord>): LogEntry {
  return { ...entry, record: { ...entry.record, ...change } }
}

/** An entry that nobody takes: a record without an id is as if never appended. */
export function loseEntry(entry: LogEntry): LogEntry {
  return changeEntry(entry, { id: null })
}

/** An entry that is taken for another fact. */
export function renameEntry(entry: LogEntry, number: number): LogEntry {
  const { id } = entry.record
  if (id === null) return entry
  return changeEntry(entry, {
    id: typeof id === 'bigint' ? id ^ (BigInt(number + 1) << 40n) : `${id} again ${number}`,
  })
}

/** The event time (µs) of an upsert that has one in range; else null. */
export function eventTimeOf({ record: { op, eventTime } }: LogEntry): number | null {
  return op === 'upsert' && eventTime !== null && Number.isSafeInteger(eventTime) ? eventTime : null
}
