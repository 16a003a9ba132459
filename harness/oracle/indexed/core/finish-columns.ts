import type { AggregateKind } from '../../../../features/definitions.ts'
import { expired, notFound, nullState, poisoned, present } from './answer-block.ts'
import type { FoldColumns } from './fold-columns.ts'
import type { FeaturePlan } from './index-plan.ts'

/** Where the values of one feature go, NaN where there is none. */
type Values = Float64Array

/**
 * Makes the values of a feature from what its fold amounts to, for the first `points` points; NaN is null, which no
 * value is otherwise. Semantics § 5. Lists are made elsewhere.
 */
const finishers: Readonly<
  Record<AggregateKind, (fold: FoldColumns, feature: FeaturePlan, values: Values, points: number) => void>
> = {
  count: ({ facts, n }, { ofFacts }, values, points) => copy(ofFacts ? facts : n, values, points),
  sum: ({ n, sum, size }, _, values, points) => {
    for (let p = 0; p < points; p++) values[p] = isSummable(n, size, p) ? at(sum, p) : Number.NaN
  },
  mean: (fold, feature, values, points) => {
    if (feature.wide) wideMean(fold, values, points)
    else mean(fold, values, points)
  },
  min: ({ n, least }, _, values, points) => {
    for (let p = 0; p < points; p++) values[p] = (n[p] as number) > 0 ? at(least, p) : Number.NaN
  },
  max: ({ n, greatest }, _, values, points) => {
    for (let p = 0; p < points; p++) values[p] = (n[p] as number) > 0 ? at(greatest, p) : Number.NaN
  },
  variance: (fold, _, values, points) => {
    for (let p = 0; p < points; p++) values[p] = varianceAt(fold, p)
  },
  stddev: (fold, _, values, points) => {
    for (let p = 0; p < points; p++) values[p] = Math.sqrt(varianceAt(fold, p))
  },
  first: ({ first }, _, values, points) => copy(first as Float64Array, values, points),
  last: ({ last }, _, values, points) => copy(last as Float64Array, values, points),
  latest: ({ latest }, _, values, points) => copy(latest as Float64Array, values, points),
  lastN: () => {},
  countDistinct: ({ distinct }, _, values, points) => copy(distinct as Float64Array, values, points),
}

/** Makes the values and states of a feature whose values are doubles; semantics §§ 4 and 5. */
export function finishFeature(
  fold: FoldColumns,
  feature: FeaturePlan,
  values: Values,
  states: Uint8Array,
  points: number,
): void {
  finishers[feature.kind](fold, feature, values, points)
  const { facts } = fold
  const isList = feature.carrier === 'list'
  for (let p = 0; p < points; p++) {
    states[p] = facts[p] === 0 ? notFound : isList || !Number.isNaN(values[p]) ? present : nullState
  }
  finishStates(fold, feature, states, points)
}

const int64Min = -(2n ** 63n)
const int64Max = 2n ** 63n - 1n

/** The same for sums that may need 64 bits: null where they need more. */
export function finishWideSum(
  fold: FoldColumns,
  feature: FeaturePlan,
  values: BigInt64Array,
  states: Uint8Array,
  points: number,
): void {
  for (let p = 0; p < points; p++) {
    const sum = wideSum(fold, p)
    const fits = (fold.n[p] as number) > 0 && sum >= int64Min && sum <= int64Max
    states[p] = fold.facts[p] === 0 ? notFound : fits ? present : nullState
    if (fits) values[p] = sum
  }
  finishStates(fold, feature, states, points)
}

/** The states that come between not found and null; the first that holds is the state. */
function finishStates(fold: FoldColumns, feature: FeaturePlan, states: Uint8Array, points: number): void {
  const { facts, n, age } = fold
  if (feature.ttl !== null && age !== null) {
    for (let p = 0; p < points; p++) {
      if ((age[p] as number) > feature.ttl && facts[p] !== 0) states[p] = expired
    }
  }
  if (!feature.poison) return
  for (let p = 0; p < points; p++) {
    if ((n[p] as number) < (facts[p] as number) && states[p] !== expired) states[p] = poisoned
  }
}

function copy(from: Int32Array | Float64Array, values: Values, points: number): void {
  for (let p = 0; p < points; p++) values[p] = from[p] as number
}

function at(column: Float64Array | null, p: number): number {
  return (column as Float64Array)[p] as number
}

/** Some input, and a finite Σ|x|. */
function isSummable(n: Int32Array, size: Float64Array | null, p: number): boolean {
  return (n[p] as number) > 0 && at(size, p) < Number.POSITIVE_INFINITY
}

function mean({ n, sum, size }: FoldColumns, values: Values, points: number): void {
  for (let p = 0; p < points; p++)
    values[p] = isSummable(n, size, p) ? at(sum, p) / (n[p] as number) : Number.NaN
}

function wideMean(fold: FoldColumns, values: Values, points: number): void {
  const { n } = fold
  for (let p = 0; p < points; p++)
    values[p] = (n[p] as number) > 0 ? Number(wideSum(fold, p)) / (n[p] as number) : Number.NaN
}

function wideSum({ high, low }: FoldColumns, p: number): bigint {
  return BigInt(at(high, p)) * 2n ** 40n + BigInt(at(low, p))
}

/** Null below two inputs, and where n · max(x²) is not finite. */
function varianceAt({ n, spread, least, greatest }: FoldColumns, p: number): number {
  const count = n[p] as number
  if (count < 2) return Number.NaN
  const largest = Math.max(Math.abs(at(least, p)), Math.abs(at(greatest, p)))
  return count * (largest * largest) < Number.POSITIVE_INFINITY ? at(spread, p) / (count - 1) : Number.NaN
}
