import { floorTo, windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'head-on-tile',
  causes: ['window-head'],
  about: 'Reads whole tiles only: what lies after the last full one does not count.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const tile = draw.pick('tile', [10_000_000, 60_000_000])
    return {
      bounds: (window, asOf) => {
        const bounds = windowBounds(window, asOf)
        const to = floorTo(bounds.to, tile)
        if (window.length === null || to === bounds.to) return bounds
        meet()
        return { from: bounds.from, to }
      },
    }
  },
})
