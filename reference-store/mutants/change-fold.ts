import { type FeatureFold, featureFold } from '../../features/aggregations/feature-fold.ts'
import type { StoredFeature } from '../../features/definitions.ts'
import type { PlanSeams } from '../../features/streaming-plan/plan-seams.ts'

/** Folds by other steps wherever `change` gives some for a feature. */
export function changeFold(
  change: (fold: FeatureFold, feature: StoredFeature) => Partial<FeatureFold> | null,
): PlanSeams['fold'] {
  return feature => {
    const fold = featureFold(feature)
    return { ...fold, ...change(fold, feature) }
  }
}
