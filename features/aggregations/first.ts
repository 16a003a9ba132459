import type { Aggregation, Contribution } from './aggregation.ts'
import { ofAny, sameType } from './input-types.ts'
import { orderedFact } from './ordered-fact.ts'

/** The earliest input by (τ, α of the first upsert, id), after the null rule; semantics § 5. */
export const first: Aggregation<Contribution | null> = {
  kind: 'first',
  nulls: 'by-rule',
  ...ofAny,
  resultType: sameType,
  sql: {
    picks: 'one',
    parts: ({ input, rank }) => ({
      rank: { call: `min(CASE WHEN ${input} IS NOT NULL THEN ${rank} END)`, merge: 'min' },
    }),
    value: ({ picked }) => picked,
  },
  monoid: () => orderedFact(1),
}
