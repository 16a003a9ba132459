import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { eventTimeOf } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'head-at-newest-event',
  causes: ['window-head'],
  about: 'Ends its windows at the newest event rather than at the query: they stand still in silence.',
  standsFor: 'Tecton docs',
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
        if (newest + 1 >= asOf || newest === Number.NEGATIVE_INFINITY) return windowBounds(window, asOf)
        meet()
        return windowBounds(window, newest + 1)
      },
    }
  },
})
