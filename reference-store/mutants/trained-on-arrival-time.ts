import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-arrival-time',
  causes: ['processing-time-used'],
  about: 'Takes the arrival of a fact for its event time offline.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['late-events', 1],
  breaks: (_, meet) => ({
    kept: entry => {
      const { eventTime, arrivalTime } = entry.record
      if (eventTimeOf(entry) === null || eventTime === arrivalTime) return entry
      meet()
      return changeEntry(entry, { eventTime: arrivalTime })
    },
  }),
})
