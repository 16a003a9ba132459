import type { LogEntry } from '../ingest/event-log.ts'
import { renameEntry } from './change-entry.ts'
import { remember } from './remember.ts'

/** Takes every further copy of an id and revision for a fact of its own; `meet` is told of each. */
export function copiesAsFacts(meet: () => void) {
  const seen = new Set<string>()
  return remember((entry: LogEntry) => {
    const { source, id, revision } = entry.record
    const text = `${source} ${typeof id} ${id} ${revision}`
    if (id === null || !seen.has(text)) {
      seen.add(text)
      return entry
    }
    meet()
    return renameEntry(entry, entry.position)
  })
}
