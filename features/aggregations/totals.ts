import type { StoredFeature } from '../definitions.ts'
import type { Value } from '../value.ts'

/** What `sum` and `mean` keep: `exact` the sum of ints, `total` the sum of floats, `absolute` Σ|x| of floats. */
export interface Totals {
  readonly n: number
  readonly exact: bigint
  readonly total: number
  readonly absolute: number
}

export const noTotals: Totals = { n: 0, exact: 0n, total: 0, absolute: 0 }

export function totalsOf(input: Value): Totals {
  if (typeof input === 'bigint') return { n: 1, exact: input, total: 0, absolute: 0 }
  const x = input as number
  return { n: 1, exact: 0n, total: x, absolute: Math.abs(x) }
}

/** |total| ≤ absolute holds in every order of merging, because rounding is monotonic: a finite Σ|x| means a finite sum. */
export function addTotals(a: Totals, b: Totals): Totals {
  return {
    n: a.n + b.n,
    exact: a.exact + b.exact,
    total: a.total + b.total,
    absolute: a.absolute + b.absolute,
  }
}

export function sumsInts(feature: StoredFeature): boolean {
  return feature.aggregate.of?.type === 'int'
}
