import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'head-included-on-whole-seconds',
  causes: ['as-of-boundary'],
  about: 'Counts the event at T, but only where T is a whole number of some unit.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['boundaries', 1],
  breaks: (draw, meet) => {
    const unit = draw.pick('unit', [1_000, 500_000, 1_000_000])
    return {
      bounds: (window, asOf) => {
        const bounds = windowBounds(window, asOf)
        if (window.closed === 'right' || asOf % unit !== 0) return bounds
        meet()
        return { ...bounds, to: bounds.to + 1 }
      },
    }
  },
})
