import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-without-ttl',
  causes: ['ttl-ignored'],
  about: 'Trains on values that had expired.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        if (feature.aggregate.ttl !== null) meet()
        return { ...feature, aggregate: { ...feature.aggregate, ttl: null } }
      })
    },
  }),
})
