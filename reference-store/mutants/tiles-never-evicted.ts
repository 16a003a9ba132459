import { wholeTiles } from '../../features/streaming-plan/whole-tiles.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'tiles-never-evicted',
  causes: ['eviction-missing'],
  about: 'Takes tiles into a window and never lets them go; only windows too short for tiles are right.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    wholeTiles: (bounds, size) => {
      const { first, last } = wholeTiles(bounds, size)
      if (first === Number.NEGATIVE_INFINITY) return { first, last }
      meet()
      return { first: Number.NEGATIVE_INFINITY, last }
    },
  }),
})
