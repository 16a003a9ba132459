import type { Value } from '../../features/value.ts'
import type { LogEntry } from '../ingest/event-log.ts'
import { changeEntry } from './change-entry.ts'

/** An entry with every field changed that `change` changes. */
export function changeFields(entry: LogEntry, change: (value: Value) => Value): LogEntry {
  const fields = Object.entries(entry.record.fields).map(([name, value]) => [name, change(value)])
  return changeEntry(entry, { fields: Object.fromEntries(fields) })
}
