import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-poison',
  causes: ['null-poisons'],
  about: 'Trains on null for a window with one null where nulls are to be skipped.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['null-storm', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        const { kind } = feature.aggregate
        if (feature.nulls !== 'skip' || kind === 'latest' || kind === 'count') return feature
        meet()
        return { ...feature, nulls: 'poison' }
      })
    },
  }),
})
