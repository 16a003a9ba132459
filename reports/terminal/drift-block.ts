import type { Result } from '../result.ts'
import type { Paint } from './paint.ts'
import { renderComparison, renderPairs } from './render-drift.ts'

/** What drifted between training and served, and what differs pair by pair; nothing where nothing did. */
export function driftBlock({ drift }: Result, width: number, paint: Paint): string[] {
  if (drift?.verdict !== 'skew') return []
  const failed = <T extends { readonly verdict: string }>(features: readonly T[]) =>
    features.filter(({ verdict }) => verdict === 'fail')
  const paired = drift.paired.flatMap(pairs => {
    const features = failed(pairs.features)
    return features.length === 0 ? [] : [renderPairs({ ...pairs, features }, paint, width)]
  })
  const comparisons = drift.comparisons.flatMap(comparison => {
    const features = failed(comparison.features)
    if (features.length === 0) return []
    return [renderComparison({ ...comparison, features, notCompared: [] }, paint, width)]
  })
  return [...paired, ...comparisons].flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))
}
