import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

const hour = 3_600_000_000

/** When clocks go back in 2026: in Europe and in the east of America, µs. */
const clocksBack = [1_792_890_000_000_000, 1_793_512_800_000_000]

export default mutant({
  name: 'repeated-hour-read-as-first',
  causes: ['time-zone'],
  about: 'Reads the hour that comes twice when clocks go back as its first coming.',
  standsFor: 'F#1439',
  side: 'online',
  killedBy: ['clocks-back', 1],
  breaks: (_, meet) => ({
    delivered: entry => {
      const eventTime = eventTimeOf(entry)
      if (eventTime === null || !clocksBack.some(back => eventTime >= back && eventTime < back + hour))
        return entry
      meet()
      return changeEntry(entry, { eventTime: eventTime - hour })
    },
  }),
})
