import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'very-late-moved-to-arrival',
  causes: ['processing-time-used'],
  about: 'Files a fact under its arrival where it comes too late for an open tile.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['late-events', 1],
  breaks: (draw, meet) => {
    const open = draw.pick('open', [10_000_000, 60_000_000, 300_000_000])
    return {
      delivered: entry => {
        const eventTime = eventTimeOf(entry)
        const { arrivalTime } = entry.record
        if (eventTime === null || arrivalTime - eventTime <= open) return entry
        meet()
        return changeEntry(entry, { eventTime: arrivalTime })
      },
    }
  },
})
