import type { Value } from '../value.ts'
import type { Monoid } from './aggregation.ts'
import { compareValues, withoutNegativeZero } from './compare-values.ts'

/** Keeps the least (`direction` 1) or the greatest (−1) input; null stands for no input yet. */
export function extreme(direction: 1 | -1): Monoid<Value> {
  return {
    empty: null,
    lift: fact => withoutNegativeZero(fact.input),
    merge: (a, b) => {
      if (a === null || b === null) return a ?? b
      return compareValues(a, b) * direction <= 0 ? a : b
    },
    finish: acc => acc,
  }
}
