import type { Aggregation, Contribution } from './aggregation.ts'
import { ofAny, sameType } from './input-types.ts'
import { orderedFact } from './ordered-fact.ts'

/** The newest fact's value as it is, null or not; expired where T − τ exceeds the ttl; semantics § 5. */
export const latest: Aggregation<Contribution | null> = {
  kind: 'latest',
  nulls: 'own',
  ...ofAny,
  resultType: sameType,
  sql: {
    picks: 'one',
    parts: ({ rank }) => ({ rank: { call: `max(${rank})`, merge: 'max' } }),
    value: ({ picked }) => picked,
  },
  monoid: feature => {
    const { ttl } = feature.aggregate
    return {
      ...orderedFact(-1),
      expired: (acc, asOf) => acc !== null && ttl !== null && asOf - acc.eventTime > ttl,
    }
  },
}
