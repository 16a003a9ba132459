import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-without-where',
  causes: ['filter-ignored'],
  about: 'Trains on facts that the filter of a feature excludes.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        if (feature.where !== null) meet()
        return { ...feature, where: null }
      })
    },
  }),
})
