import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'tail-on-tile-edge-lost',
  causes: ['window-tail'],
  about: 'Loses an event that lies on the edge of a tile and on the tail of a window at once.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['boundaries', 2],
  breaks: (draw, meet) => {
    const tile = draw.pick('tile', [1_000_000, 10_000_000])
    return {
      bounds: (window, asOf) => {
        const bounds = windowBounds(window, asOf)
        if (window.length === null || bounds.from % tile !== 0) return bounds
        meet()
        return { ...bounds, from: bounds.from + 1 }
      },
    }
  },
})
