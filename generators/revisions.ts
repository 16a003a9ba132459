import type { LogRecord } from '../features/log-record.ts'
import type { Random } from './random.ts'

/** A revision above the given one: mostly the next, sometimes a gap (10 after 9 is where texts sort wrongly). */
export function nextRevision(revision: LogRecord['revision'], random: Random): number {
  return (
    Number(revision ?? 0) +
    random.weighted([
      [8, 1],
      [1, 9],
      [1, 1000],
    ])
  )
}

/** By id, the record with the highest revision. */
export function highestRevisions(records: readonly LogRecord[]): Map<string | bigint | null, LogRecord> {
  const highest = new Map<string | bigint | null, LogRecord>()
  for (const record of records) {
    const known = highest.get(record.id)
    if (known === undefined || Number(record.revision) > Number(known.revision))
      highest.set(record.id, record)
  }
  return highest
}
