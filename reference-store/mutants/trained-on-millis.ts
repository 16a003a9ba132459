import { floorTo } from '../../features/streaming-plan/window-bounds.ts'
import { changeEntry, eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-millis',
  causes: ['time-precision'],
  about: 'Keeps event times offline in a coarser unit.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['boundaries', 1],
  breaks: (draw, meet) => {
    const unit = draw.pick('unit', [1_000, 1_000_000])
    return {
      kept: entry => {
        const eventTime = eventTimeOf(entry)
        if (eventTime === null || eventTime % unit === 0) return entry
        meet()
        return changeEntry(entry, { eventTime: floorTo(eventTime, unit) })
      },
    }
  },
})
