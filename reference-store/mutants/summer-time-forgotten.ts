import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

const hour = 3_600_000_000
const day = 24 * hour

/** When clocks go forward in 2026: in the east of America and in Europe, µs. */
const clocksForward = [1_772_953_200_000_000, 1_774_746_000_000_000]

export default mutant({
  name: 'summer-time-forgotten',
  causes: ['time-zone'],
  about: 'Keeps the offset of winter after clocks have gone forward.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['clocks-forward', 1],
  breaks: (draw, meet) => {
    const shift = draw.pick('shift', [-hour, hour])
    return {
      delivered: entry => {
        const eventTime = eventTimeOf(entry)
        if (eventTime === null || !clocksForward.some(at => eventTime >= at && eventTime < at + day))
          return entry
        meet()
        return changeEntry(entry, { eventTime: eventTime + shift })
      },
    }
  },
})
