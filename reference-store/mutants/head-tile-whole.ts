import { wholeTiles } from '../../features/streaming-plan/whole-tiles.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'head-tile-whole',
  causes: ['future-visible'],
  about: 'Counts the whole tile that the head of a window lies in.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['future-dated', 1],
  breaks: (_, meet) => ({
    wholeTiles: (bounds, size) => {
      const { first, last } = wholeTiles(bounds, size)
      if (last === bounds.to) return { first, last }
      meet()
      return { first, last: last + size }
    },
  }),
})
