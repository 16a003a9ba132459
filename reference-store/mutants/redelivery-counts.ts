import { renameEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'
import { remember } from './remember.ts'

export default mutant({
  name: 'redelivery-counts',
  causes: ['duplicate-counted'],
  about: 'Counts a record that the log holds twice as two facts.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['duplicates', 1],
  breaks: (_, meet) => {
    const seen = new Set<string>()
    return {
      delivered: remember(entry => {
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
