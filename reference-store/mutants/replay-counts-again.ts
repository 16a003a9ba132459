import { renameEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'replay-counts-again',
  causes: ['replay-double-count'],
  about: 'Counts once more what is delivered again after a restart.',
  standsFor: 'Z#2037',
  side: 'online',
  killedBy: ['restart', 1],
  breaks: (_, meet) => ({
    delivered: (entry, again) => {
      if (!again) return entry
      meet()
      return renameEntry(entry, 0)
    },
  }),
})
