import { brokenStore } from './broken-store.ts'
import { mapStoredFeatures } from './map-stored-features.ts'

/** Takes a null number for 0 where nulls are to be skipped. */
export default brokenStore({
  planned: definitions => {
    return mapStoredFeatures(definitions, feature => {
      const input = feature.aggregate.of?.type
      return input === 'int' || input === 'float' ? { ...feature, nulls: 'zero' } : feature
    })
  },
})
