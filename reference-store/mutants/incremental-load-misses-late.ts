import { eventTimeOf, loseEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'
import { remember } from './remember.ts'

export default mutant({
  name: 'incremental-load-misses-late',
  causes: ['late-dropped'],
  about: 'Loads what is newer than the newest event loaded before, and so misses what is late.',
  standsFor: 'F#4133',
  side: 'offline',
  killedBy: ['late-events', 1],
  breaks: (draw, meet) => {
    const load = draw.int('load', 5, 20)
    const newest = new Map<string, { loaded: number; seen: number; count: number }>()
    return {
      kept: remember(entry => {
        const eventTime = eventTimeOf(entry)
        if (eventTime === null) return entry
        const { source } = entry.record
        const low = Number.NEGATIVE_INFINITY
        const state = newest.get(source) ?? { loaded: low, seen: low, count: 0 }
        newest.set(source, state)
        if (state.count++ % load === 0) state.loaded = state.seen
        state.seen = Math.max(state.seen, eventTime)
        if (eventTime > state.loaded) return entry
        meet()
        return loseEntry(entry)
      }),
    }
  },
})
