import type { LogEntry } from '../ingest/event-log.ts'

/** Changes entries, and each of them alike however often it is delivered. */
export function remember(change: (entry: LogEntry) => LogEntry): (entry: LogEntry) => LogEntry {
  const changed = new Map<number, LogEntry>()
  return entry => {
    const known = changed.get(entry.position) ?? change(entry)
    changed.set(entry.position, known)
    return known
  }
}
