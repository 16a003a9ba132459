import { floorTo } from '../../features/streaming-plan/window-bounds.ts'
import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'event-time-truncated',
  causes: ['time-precision'],
  about: 'Loses what an event time has beyond a coarser unit.',
  standsFor: 'F#5807',
  side: 'online',
  killedBy: ['boundaries', 1],
  breaks: (draw, meet) => {
    const unit = draw.pick('unit', [1_000, 1_000_000])
    return {
      delivered: entry => {
        const eventTime = eventTimeOf(entry)
        if (eventTime === null || eventTime % unit === 0) return entry
        meet()
        return changeEntry(entry, { eventTime: floorTo(eventTime, unit) })
      },
    }
  },
})
