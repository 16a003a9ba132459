import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'head-included',
  causes: ['as-of-boundary'],
  about: 'Counts the event at T that triggers the prediction.',
  standsFor: 'Z#1356',
  side: 'online',
  killedBy: ['boundaries', 1],
  breaks: (_, meet) => ({
    bounds: (window, asOf) => {
      const bounds = windowBounds(window, asOf)
      if (window.closed === 'right') return bounds
      meet()
      return { ...bounds, to: bounds.to + 1 }
    },
  }),
})
