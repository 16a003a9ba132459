import type { Aggregation } from './aggregation.ts'
import { ofNumbers } from './input-types.ts'
import { type Moments, momentsMonoid, sampleVariance } from './moments.ts'
import { meanSizeSql, momentsParts, varianceSql } from './moments-sql.ts'

/** The sample variance; null below two values; ints are converted to float first; semantics § 5. */
export const variance: Aggregation<Moments> = {
  kind: 'variance',
  nulls: 'by-rule',
  ...ofNumbers,
  resultType: () => 'float',
  sql: { parts: momentsParts, value: varianceSql, weight: meanSizeSql },
  monoid: () => momentsMonoid(sampleVariance),
}
