import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'small-times-taken-for-millis',
  causes: ['time-unit'],
  about: 'Guesses the unit of an event time by its size, and takes those near the epoch for milliseconds.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['epoch', 1],
  breaks: (_, meet) => ({
    delivered: entry => {
      const eventTime = eventTimeOf(entry)
      if (eventTime === null || eventTime === 0 || Math.abs(eventTime) >= 100_000_000_000) return entry
      meet()
      return changeEntry(entry, { eventTime: eventTime * 1_000 })
    },
  }),
})
