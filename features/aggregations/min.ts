import type { Value } from '../value.ts'
import type { Aggregation } from './aggregation.ts'
import { extreme } from './extreme.ts'
import { ofScalars, sameType } from './input-types.ts'

/** The least input; strings by code point, false below true; semantics § 5. */
export const min: Aggregation<Value> = {
  kind: 'min',
  nulls: 'by-rule',
  ...ofScalars,
  resultType: sameType,
  sql: {
    parts: ({ input }) => ({ extreme: { call: `min(${input})`, merge: 'min' } }),
    value: ({ part }) => part('extreme'),
  },
  monoid: () => extreme(1),
}
