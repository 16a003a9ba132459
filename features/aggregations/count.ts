import type { Aggregation } from './aggregation.ts'

/** `count()` counts the facts, `count(x)` those whose x is not null; semantics § 4. */
export const count: Aggregation<number> = {
  kind: 'count',
  nulls: 'own',
  inputs: 'any type, or nothing',
  accepts: () => true,
  resultType: () => 'int',
  monoid: feature => {
    const everyFact = feature.aggregate.of === null
    return {
      empty: 0,
      lift: fact => (everyFact || fact.input !== null ? 1 : 0),
      merge: (a, b) => a + b,
      finish: acc => BigInt(acc),
    }
  },
  sql: {
    parts: () => ({ facts: { call: 'count(*)', merge: 'count' } }),
    value: ({ part, inputs }, feature) => (feature.aggregate.of === null ? part('facts') : inputs),
  },
}
