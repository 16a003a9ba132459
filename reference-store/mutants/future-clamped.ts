import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'future-clamped',
  causes: ['future-visible'],
  about: 'Moves a future-dated fact to its arrival, so that it counts at once.',
  standsFor: 'Z#2024',
  side: 'online',
  killedBy: ['future-dated', 1],
  breaks: (_, meet) => ({
    delivered: entry => {
      const eventTime = eventTimeOf(entry)
      const { arrivalTime } = entry.record
      if (eventTime === null || eventTime <= arrivalTime) return entry
      meet()
      return changeEntry(entry, { eventTime: arrivalTime })
    },
  }),
})
