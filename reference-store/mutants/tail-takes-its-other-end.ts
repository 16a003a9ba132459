import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'tail-takes-its-other-end',
  causes: ['window-tail'],
  about: 'Takes a closed tail for an open one, and the reverse.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['boundaries', 1],
  breaks: (_, meet) => ({
    bounds: (window, asOf) => {
      const bounds = windowBounds(window, asOf)
      if (window.length === null) return bounds
      meet()
      return { ...bounds, from: bounds.from + (window.closed === 'left' ? 1 : -1) }
    },
  }),
})
