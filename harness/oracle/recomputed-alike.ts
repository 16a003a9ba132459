import type { StoredFeature } from '../../features/definitions.ts'
import type { Value } from '../../features/value.ts'
import { readingsEqual } from '../diff/equal.ts'
import { isOverflow } from '../diff/is-overflow.ts'
import type { Recomputed } from './recomputed.ts'

/** Weights are sums in another order: they agree to about so much of themselves. */
const weightRoom = 1e-9

/** Whether two evaluators say the same of a cell: value, state, whether it can be judged, and what sets its room. */
export function recomputedAlike(feature: StoredFeature, a: Recomputed, b: Recomputed): boolean {
  if (a.judged !== b.judged || !readingsEqual(feature, a, b)) return false
  if (isOverflow(feature, a) !== isOverflow(feature, b)) return false
  if (a.weight === null || b.weight === null) return a.weight === b.weight
  const scale = Math.max(a.weight, b.weight, spreadOf(feature, a.value), Number.MIN_VALUE)
  return a.n === b.n && Math.abs(a.weight - b.weight) <= weightRoom * scale
}

/** How far a mean may be off where its terms cancel: about so much of the spread of its terms. */
function spreadOf({ aggregate }: StoredFeature, value: Value): number {
  if (typeof value !== 'number') return 0
  if (aggregate.kind === 'stddev') return value
  return aggregate.kind === 'variance' ? Math.sqrt(value) : 0
}
