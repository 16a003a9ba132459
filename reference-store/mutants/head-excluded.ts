import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'head-excluded',
  causes: ['as-of-boundary'],
  about: 'Leaves out the event at T where the window is closed on the right.',
  standsFor: 'Z#1884',
  side: 'online',
  killedBy: ['boundaries', 1],
  breaks: (_, meet) => ({
    bounds: (window, asOf) => {
      const bounds = windowBounds(window, asOf)
      if (window.closed === 'left') return bounds
      meet()
      return { ...bounds, to: bounds.to - 1 }
    },
  }),
})
