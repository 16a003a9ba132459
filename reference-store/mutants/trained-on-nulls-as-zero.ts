import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'
import { numberZero } from './number-zero.ts'

export default mutant({
  name: 'trained-on-nulls-as-zero',
  causes: ['null-as-zero'],
  about: 'Trains on 0 for a null where nulls are to be skipped.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['null-storm', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        const { kind, of } = feature.aggregate
        if (feature.nulls !== 'skip' || kind === 'latest' || kind === 'count') return feature
        if (numberZero(of?.type) === null) return feature
        meet()
        return { ...feature, nulls: 'zero' }
      })
    },
  }),
})
