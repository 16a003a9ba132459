import type { ValueType } from '../value.ts'
import type { Aggregation, Contribution } from './aggregation.ts'
import { anyInput, orderedFact } from './ordered-fact.ts'

/** The newest fact's value as it is, null or not; expired where T − τ exceeds the ttl; semantics § 5. */
export const latest: Aggregation<Contribution | null> = {
  kind: 'latest',
  nulls: 'own',
  accepts: anyInput,
  resultType: input => input as ValueType,
  monoid: feature => {
    const { ttl } = feature.aggregate
    return {
      ...orderedFact(-1),
      expired: (acc, asOf) => acc !== null && ttl !== null && asOf - acc.eventTime > ttl,
    }
  },
}
