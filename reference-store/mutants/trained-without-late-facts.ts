import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-without-late-facts',
  causes: ['late-dropped'],
  about: 'Trains on facts only that were not late.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['late-events', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      meet()
      return mapStoredFeatures(definitions, feature => ({ ...feature, allowedLateness: 0 }))
    },
  }),
})
