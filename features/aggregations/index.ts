import type { AggregateKind } from '../definitions.ts'
import type { Aggregation } from './aggregation.ts'
import { count } from './count.ts'
import { countDistinct } from './count-distinct.ts'
import { first } from './first.ts'
import { last } from './last.ts'
import { lastN } from './last-n.ts'
import { latest } from './latest.ts'
import { max } from './max.ts'
import { mean } from './mean.ts'
import { min } from './min.ts'
import { stddev } from './stddev.ts'
import { sum } from './sum.ts'
import { variance } from './variance.ts'

/** Every aggregation by its kind: the type makes a missing one a compile error. */
export const aggregations: Readonly<Record<AggregateKind, Aggregation>> = {
  count,
  sum,
  mean,
  min,
  max,
  variance,
  stddev,
  first,
  last,
  lastN,
  countDistinct,
  latest,
}
