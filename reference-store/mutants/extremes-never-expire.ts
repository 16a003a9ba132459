import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'extremes-never-expire',
  causes: ['eviction-missing'],
  about: 'Keeps running minima and maxima, which never let anything go.',
  standsFor: 'feast aggregation/tiling',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    planned: definitions => {
      return mapStoredFeatures(definitions, feature => {
        const { kind } = feature.aggregate
        if (kind !== 'min' && kind !== 'max') return feature
        return { ...feature, window: { ...feature.window, length: null, slide: null } }
      })
    },
    fold: changeFold((fold, { aggregate: { kind } }) => {
      if (kind !== 'min' && kind !== 'max') return null
      return {
        finish: (acc, asOf) => {
          if (acc.facts > 0) meet()
          return fold.finish(acc, asOf)
        },
      }
    }),
  }),
})
