import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-other-end',
  causes: ['as-of-boundary'],
  about: 'Trains on windows that are closed on the other side.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['boundaries', 1],
  breaks: (_, meet) => ({
    trainedBy: definitions => {
      return mapStoredFeatures(definitions, feature => {
        meet()
        const closed = feature.window.closed === 'left' ? 'right' : 'left'
        return { ...feature, window: { ...feature.window, closed } }
      })
    },
  }),
})
