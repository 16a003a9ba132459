import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'past-query-sees-later',
  causes: ['future-visible'],
  about: 'Lets later facts into the answer to a question about the past.',
  standsFor: 'O#3749',
  side: 'online',
  killedBy: ['out-of-order', 1],
  breaks: (_, meet) => {
    const past = new Set<number>()
    let newest = Number.NEGATIVE_INFINITY
    return {
      asked: probe => {
        if (probe.asOf < newest) past.add(probe.asOf)
        newest = Math.max(newest, probe.asOf)
        return probe
      },
      bounds: (window, asOf) => {
        const bounds = windowBounds(window, asOf)
        if (!past.has(asOf)) return bounds
        meet()
        return { ...bounds, to: bounds.to + 7_200_000_000 }
      },
    }
  },
})
