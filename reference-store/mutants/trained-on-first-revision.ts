import { loseEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'
import { remember } from './remember.ts'

export default mutant({
  name: 'trained-on-first-revision',
  causes: ['correction-ignored'],
  about: 'Trains on facts as they first came.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['corrections', 1],
  breaks: (_, meet) => {
    const seen = new Set<string>()
    return {
      kept: remember(entry => {
        const { source, id, op } = entry.record
        const text = `${source} ${typeof id} ${id}`
        if (op !== 'upsert' || id === null || !seen.has(text)) {
          if (op === 'upsert') seen.add(text)
          return entry
        }
        meet()
        return loseEntry(entry)
      }),
    }
  },
})
