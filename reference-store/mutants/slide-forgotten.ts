import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'slide-forgotten',
  causes: ['window-tail'],
  about: 'Keeps an exact tail where the window slides.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    bounds: (window, asOf) => {
      if (window.slide !== null) meet()
      return windowBounds({ ...window, slide: null }, asOf)
    },
  }),
})
