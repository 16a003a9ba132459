import { eventTimeOf, loseEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'
import { remember } from './remember.ts'

export default mutant({
  name: 'late-behind-watermark',
  causes: ['late-dropped'],
  about: 'Drops what is older than the newest event that it has seen, less some slack.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['late-events', 1],
  breaks: (draw, meet) => {
    const slack = draw.pick('slack', [0, 1_000_000, 60_000_000])
    const newest = new Map<string, number>()
    return {
      delivered: remember(entry => {
        const eventTime = eventTimeOf(entry)
        if (eventTime === null) return entry
        const { source } = entry.record
        const before = newest.get(source) ?? eventTime
        newest.set(source, Math.max(before, eventTime))
        if (eventTime >= before - slack) return entry
        meet()
        return loseEntry(entry)
      }),
    }
  },
})
