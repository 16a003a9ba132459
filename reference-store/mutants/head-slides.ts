import { floorTo, windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'head-slides',
  causes: ['window-head'],
  about: 'Rounds the head of a sliding window down as it does the tail.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    bounds: (window, asOf) => {
      const bounds = windowBounds(window, asOf)
      if (window.slide === null || asOf % window.slide === 0) return bounds
      meet()
      return { ...bounds, to: floorTo(asOf, window.slide) + (window.closed === 'right' ? 1 : 0) }
    },
  }),
})
