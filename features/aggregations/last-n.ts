import { listOf } from '../value-type.ts'
import type { Aggregation, Contribution } from './aggregation.ts'
import { compareFacts } from './compare-facts.ts'
import { ofAny, sameType } from './input-types.ts'

type Newest = readonly Contribution[]

/** The newest n inputs, newest first; without any, the empty list; semantics § 5. */
export const lastN: Aggregation<Newest> = {
  kind: 'lastN',
  nulls: 'by-rule',
  ...ofAny,
  resultType: input => listOf(sameType(input)),
  sql: {
    picks: 'several',
    parts: ({ input, rank }, feature, dialect) => {
      const keep = feature.aggregate.n!
      const ranks = dialect.greatest(`CASE WHEN ${input} IS NOT NULL THEN ${rank} END`, keep)
      return { rank: { ...ranks, merge: 'greatest', keep } }
    },
    value: ({ picked }, feature, dialect) => `coalesce(${picked}, ${dialect.literal([], feature.type)})`,
  },
  monoid: feature => {
    const n = feature.aggregate.n ?? 0
    return {
      empty: [],
      lift: fact => [fact],
      merge: (a, b) => mergeNewest(a, b, n),
      finish: acc => acc.slice(0, n).map(fact => fact.input),
    }
  },
}

function mergeNewest(a: Newest, b: Newest, n: number): Newest {
  const merged: Contribution[] = []
  let left = 0
  let right = 0
  while (merged.length < n && (left < a.length || right < b.length)) {
    const [x, y] = [a[left], b[right]]
    const takeLeft = y === undefined || (x !== undefined && compareFacts(x, y) > 0)
    merged.push((takeLeft ? x : y)!)
    if (takeLeft) left++
    else right++
  }
  return merged
}
