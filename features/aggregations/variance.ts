import type { Aggregation } from './aggregation.ts'
import { ofNumbers } from './input-types.ts'
import { type Moments, momentsMonoid, sampleVariance } from './moments.ts'

/** The sample variance; null below two values; ints are converted to float first; semantics § 5. */
export const variance: Aggregation<Moments> = {
  kind: 'variance',
  nulls: 'by-rule',
  ...ofNumbers,
  resultType: () => 'float',
  monoid: () => momentsMonoid(sampleVariance),
}
