import type { StoredFeature } from '../../features/definitions.ts'
import type { Recomputed } from '../oracle/recomputed.ts'

/** Whether a cell is null because its exact sum of ints lies outside 64 bits, which is to be counted; semantics § 5. */
export function isOverflow({ aggregate }: StoredFeature, { state, n, judged }: Recomputed): boolean {
  // With inputs, and none of them poisoned, a sum of ints has no other way to be null.
  return judged && state === 'null' && n > 0 && aggregate.kind === 'sum' && aggregate.of?.type === 'int'
}
