import type { Value } from '../value.ts'
import type { Aggregation } from './aggregation.ts'
import { compareValues, withoutNegativeZero } from './compare-values.ts'
import { ofScalars } from './input-types.ts'

/** Distinct values in ascending order. */
type Distinct = readonly Value[]

/** The exact number of distinct inputs; −0 and 0 are one value; semantics § 5. */
export const countDistinct: Aggregation<Distinct> = {
  kind: 'countDistinct',
  nulls: 'by-rule',
  ...ofScalars,
  resultType: () => 'int',
  monoid: () => ({
    empty: [],
    lift: fact => [withoutNegativeZero(fact.input)],
    merge: (a, b) => (a.length >= b.length ? unite(a, b) : unite(b, a)),
    finish: acc => BigInt(acc.length),
  }),
  sql: {
    parts: ({ input }) => ({ distinct: { call: `count(DISTINCT ${input})`, merge: null } }),
    value: ({ part }) => `coalesce(${part('distinct')}, 0)`,
  },
}

function unite(larger: Distinct, smaller: Distinct): Distinct {
  const missing = smaller.filter(value => !contains(larger, value))
  if (missing.length === 0) return larger
  const union: Value[] = []
  let next = 0
  for (const value of larger) {
    while (next < missing.length && compareValues(missing[next]!, value) < 0) union.push(missing[next++]!)
    union.push(value)
  }
  return union.concat(missing.slice(next))
}

function contains(sorted: Distinct, value: Value): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareValues(sorted[middle]!, value) < 0) low = middle + 1
    else high = middle
  }
  return low < sorted.length && compareValues(sorted[low]!, value) === 0
}
