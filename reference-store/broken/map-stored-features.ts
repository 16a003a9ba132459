import type { Definitions, StoredFeature } from '../../features/definitions.ts'

/** The definitions with every stored feature changed: what a store plans by that has misread them. */
export function mapStoredFeatures(
  definitions: Definitions,
  change: (feature: StoredFeature) => StoredFeature,
): Definitions {
  const features = [...definitions.features].map(([name, feature]) => {
    return [name, feature.kind === 'stored' ? change(feature) : feature] as const
  })
  return { ...definitions, features: new Map(features) }
}
