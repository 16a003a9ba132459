import { renameEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'
import { remember } from './remember.ts'

export default mutant({
  name: 'trained-on-duplicates',
  causes: ['duplicate-counted'],
  about: 'Trains on each copy of a record as on a fact of its own.',
  standsFor: 'F#1736',
  side: 'offline',
  killedBy: ['duplicates', 1],
  breaks: (_, meet) => {
    const seen = new Set<string>()
    return {
      kept: remember(entry => {
        const { source, id, revision } = entry.record
        const text = `${source} ${typeof id} ${id} ${revision}`
        if (id === null || !seen.has(text)) {
          seen.add(text)
          return entry
        }
        meet()
        return renameEntry(entry, entry.position)
      }),
    }
  },
})
