import { brokenStore } from './broken-store.ts'
import { mapStoredFeatures } from './map-stored-features.ts'

/** Drops every fact that arrives after it happened, whatever lateness is allowed. */
export default brokenStore({
  planned: definitions => mapStoredFeatures(definitions, feature => ({ ...feature, allowedLateness: 0 })),
})
