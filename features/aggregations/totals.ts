import type { StoredFeature } from '../definitions.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Value } from '../value.ts'
import type { FactColumns, FinishColumns, SqlPart } from './aggregation-sql.ts'

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

/** In SQL a sum of ints is wide, and exact. */
export function totalsParts(fact: FactColumns, feature: StoredFeature): Readonly<Record<string, SqlPart>> {
  const total: SqlPart = { call: `sum(${fact.input})`, merge: 'sum' }
  return sumsInts(feature)
    ? { total }
    : { total, absolute: { call: `sum(abs(${fact.input}))`, merge: 'sum' } }
}

/** What was made of the totals, null where Σ|x| is not finite. */
export function finiteTotal(part: FinishColumns['part'], made: string, dialect: Dialect): string {
  return `CASE WHEN ${dialect.isFinite(part('absolute'))} THEN ${made} END`
}
