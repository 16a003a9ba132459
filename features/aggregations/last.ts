import type { Aggregation, Contribution } from './aggregation.ts'
import { ofAny, sameType } from './input-types.ts'
import { orderedFact } from './ordered-fact.ts'

/** The newest input by (τ, α of the first upsert, id), after the null rule; semantics § 5. */
export const last: Aggregation<Contribution | null> = {
  kind: 'last',
  nulls: 'by-rule',
  ...ofAny,
  resultType: sameType,
  sql: {
    picks: 'one',
    parts: ({ input, rank }) => ({
      rank: { call: `max(CASE WHEN ${input} IS NOT NULL THEN ${rank} END)`, merge: 'max' },
    }),
    value: ({ picked }) => picked,
  },
  monoid: () => orderedFact(-1),
}
