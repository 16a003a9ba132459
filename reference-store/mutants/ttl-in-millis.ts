import { mapStoredFeatures } from '../broken/map-stored-features.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ttl-in-millis',
  causes: ['time-unit'],
  about: 'Reads a ttl of microseconds as one of nanoseconds.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    planned: definitions => {
      return mapStoredFeatures(definitions, feature => {
        const { ttl } = feature.aggregate
        if (ttl === null || ttl === 0) return feature
        meet()
        return { ...feature, aggregate: { ...feature.aggregate, ttl: Math.floor(ttl / 1_000) } }
      })
    },
  }),
})
