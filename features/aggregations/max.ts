import type { Value } from '../value.ts'
import type { Aggregation } from './aggregation.ts'
import { extreme } from './extreme.ts'
import { ofScalars, sameType } from './input-types.ts'

/** The greatest input; strings by code point, false below true; semantics § 5. */
export const max: Aggregation<Value> = {
  kind: 'max',
  nulls: 'by-rule',
  ...ofScalars,
  resultType: sameType,
  sql: {
    parts: ({ input }) => ({ extreme: { call: `max(${input})`, merge: 'max' } }),
    value: ({ part }) => part('extreme'),
  },
  monoid: () => extreme(-1),
}
