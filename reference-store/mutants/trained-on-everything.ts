import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-everything',
  causes: ['eviction-missing'],
  about: 'Trains on all that happened before the label, however long ago.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        if (feature.window.length !== null) meet()
        return { ...feature, window: { ...feature.window, length: null, slide: null } }
      })
    },
  }),
})
