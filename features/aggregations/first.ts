import type { ValueType } from '../value.ts'
import type { Aggregation, Contribution } from './aggregation.ts'
import { anyInput, orderedFact } from './ordered-fact.ts'

/** The earliest input by (τ, α of the first upsert, id), after the null rule; semantics § 5. */
export const first: Aggregation<Contribution | null> = {
  kind: 'first',
  nulls: 'by-rule',
  accepts: anyInput,
  resultType: input => input as ValueType,
  monoid: () => orderedFact(1),
}
