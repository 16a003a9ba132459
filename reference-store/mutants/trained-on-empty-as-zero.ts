import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'
import { numberZero } from './number-zero.ts'

export default mutant({
  name: 'trained-on-empty-as-zero',
  causes: ['empty-default'],
  about: 'Trains on 0 where there were no facts.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        const zero = numberZero(feature.type)
        if (zero === null || feature.whenEmpty !== null) return feature
        meet()
        return { ...feature, whenEmpty: zero }
      })
    },
  }),
})
