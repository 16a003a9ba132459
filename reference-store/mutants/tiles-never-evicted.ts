import { wholeTiles } from '../../features/streaming-plan/whole-tiles.ts'
import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'tiles-never-evicted',
  causes: ['eviction-missing'],
  about: 'Takes tiles into a window and never lets them go; only windows too short for tiles are right.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => {
    let tail = Number.NEGATIVE_INFINITY
    return {
      bounds: (window, asOf) => {
        const bounds = windowBounds(window, asOf)
        tail = bounds.from
        return bounds
      },
      wholeTiles: (bounds, size) => {
        const { first, last } = wholeTiles(bounds, size)
        // What smaller tiles are left for beyond the large ones begins where these end: nothing was to leave it.
        if (bounds.from !== tail || first === Number.NEGATIVE_INFINITY) return { first, last }
        meet()
        return { first: Number.NEGATIVE_INFINITY, last }
      },
    }
  },
})
