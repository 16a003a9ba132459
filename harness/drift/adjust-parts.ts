import type { DriftFeature } from '../../reports/drift-result.ts'
import { benjaminiHochberg, benjaminiYekutieli } from './statistics/adjusted-p.ts'

/** Adjusts the p-values of all parts of all features of a comparison for each other. */
export function adjustParts(features: readonly DriftFeature[]): DriftFeature[] {
  const pValues = features.flatMap(feature =>
    feature.parts.flatMap(part => (part.p === null ? [] : [part.p])),
  )
  const [independent, dependent] = [benjaminiHochberg(pValues), benjaminiYekutieli(pValues)]
  let at = 0
  return features.map(feature => ({
    ...feature,
    parts: feature.parts.map(part => {
      if (part.p === null) return part
      const adjusted = { benjaminiHochberg: independent[at]!, benjaminiYekutieli: dependent[at]! }
      at++
      return { ...part, adjusted }
    }),
  }))
}
