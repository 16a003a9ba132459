import { wholeTiles } from '../../features/streaming-plan/whole-tiles.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'tail-tile-whole',
  causes: ['window-tail'],
  about: 'Counts the whole tile that the tail of a window lies in.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    wholeTiles: (bounds, size) => {
      const { first, last } = wholeTiles(bounds, size)
      if (first === Number.NEGATIVE_INFINITY || first === bounds.from) return { first, last }
      meet()
      return { first: first - size, last }
    },
  }),
})
