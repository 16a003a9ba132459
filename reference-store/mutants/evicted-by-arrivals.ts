import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'evicted-by-arrivals',
  causes: ['eviction-missing'],
  about: 'Lets facts go only when a newer one arrives, so that windows stay full in silence.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => {
    let newest = Number.NEGATIVE_INFINITY
    return {
      delivered: entry => {
        newest = Math.max(newest, eventTimeOf(entry) ?? newest)
        return entry
      },
      bounds: (window, asOf) => {
        const bounds = windowBounds(window, asOf)
        const { from } = windowBounds(window, Math.min(asOf, newest + 1))
        if (newest === Number.NEGATIVE_INFINITY || from >= bounds.from) return bounds
        meet()
        return { ...bounds, from }
      },
    }
  },
})
