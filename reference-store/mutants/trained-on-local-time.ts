import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-local-time',
  causes: ['time-zone'],
  about: 'Reads event times offline as those of a zone.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const minutes = draw.pick('minutes', [60, -300, 330, 765])
    return {
      kept: entry => {
        const eventTime = eventTimeOf(entry)
        if (eventTime === null) return entry
        meet()
        return changeEntry(entry, { eventTime: eventTime + minutes * 60_000_000 })
      },
    }
  },
})
