import { eventTimeOf, loseEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'future-refused',
  causes: ['fact-lost'],
  about: 'Refuses events that lie in the future when they arrive.',
  standsFor: 'Z#2024',
  side: 'online',
  killedBy: ['future-dated', 1],
  breaks: (draw, meet) => {
    const ahead = draw.pick('ahead', [0, 1_000_000])
    return {
      delivered: entry => {
        const eventTime = eventTimeOf(entry)
        if (eventTime === null || eventTime - entry.record.arrivalTime <= ahead) return entry
        meet()
        return loseEntry(entry)
      },
    }
  },
})
