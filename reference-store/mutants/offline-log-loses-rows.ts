import { loseEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'offline-log-loses-rows',
  causes: ['fact-lost'],
  about: 'Loses a row of the offline log now and then.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const every = draw.int('every', 7, 15)
    return {
      kept: entry => {
        if (entry.position % every !== 0) return entry
        meet()
        return loseEntry(entry)
      },
    }
  },
})
