import type { Aggregation } from './aggregation.ts'
import { ofNumbers } from './input-types.ts'
import { type Moments, momentsMonoid, sampleVariance } from './moments.ts'
import { meanSizeSql, momentsParts, varianceSql } from './moments-sql.ts'

/** The square root of the sample variance; null below two values; semantics § 5. */
export const stddev: Aggregation<Moments> = {
  kind: 'stddev',
  nulls: 'by-rule',
  ...ofNumbers,
  resultType: () => 'float',
  sql: {
    parts: momentsParts,
    value: (columns, feature, dialect) => `sqrt(${varianceSql(columns, feature, dialect)})`,
    weight: meanSizeSql,
  },
  monoid: () =>
    momentsMonoid(acc => {
      const squared = sampleVariance(acc)
      return squared === null ? null : Math.sqrt(squared)
    }),
}
