import { renameEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'
import { remember } from './remember.ts'

export default mutant({
  name: 'duplicates-forgotten',
  causes: ['duplicate-counted'],
  about: 'Remembers the ids of some records only: a duplicate that comes after them counts again.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['duplicates', 1],
  breaks: (draw, meet) => {
    // The least case needs two events more than are remembered, and is to be read by a person.
    const remembered = draw.int('remembered', 4, 10)
    const seen = new Map<string, number>()
    let count = 0
    return {
      delivered: remember(entry => {
        const { source, id, revision } = entry.record
        const text = `${source} ${typeof id} ${id} ${revision}`
        const before = seen.get(text)
        seen.set(text, count++)
        if (id === null || before === undefined || count - before <= remembered) return entry
        meet()
        return renameEntry(entry, entry.position)
      }),
    }
  },
})
