import { loseEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-deleted',
  causes: ['retraction-ignored'],
  about: 'Trains on facts that were deleted.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['retractions', 1],
  breaks: (_, meet) => ({
    kept: entry => {
      if (entry.record.op !== 'delete') return entry
      meet()
      return loseEntry(entry)
    },
  }),
})
