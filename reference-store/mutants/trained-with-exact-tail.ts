import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-with-exact-tail',
  causes: ['window-tail'],
  about: 'Trains on an exact tail where the window slides.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        if (feature.window.slide !== null) meet()
        return { ...feature, window: { ...feature.window, slide: null } }
      })
    },
  }),
})
