import type { Value, ValueType } from '../value.ts'
import type { Aggregation } from './aggregation.ts'
import { extreme, isOrdered } from './extreme.ts'

/** The least input; strings by code point, false below true; semantics § 5. */
export const min: Aggregation<Value> = {
  kind: 'min',
  nulls: 'by-rule',
  accepts: isOrdered,
  resultType: input => input as ValueType,
  monoid: () => extreme(1),
}
