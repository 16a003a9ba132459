import type { Contribution } from './aggregation.ts'
import { type Comparison, compareCodePoints } from './compare-values.ts'

/** The order of `first`, `last`, `lastN` and `latest`: (τ, α of the first upsert, id); semantics § 5. */
export function compareFacts(a: Contribution, b: Contribution): Comparison {
  return a.eventTime - b.eventTime || a.firstArrival - b.firstArrival || compareIds(a.id, b.id)
}

/** Ids from an integer column compare as numbers, string ids by code point; an integer stands below every string. */
export function compareIds(a: string | bigint, b: string | bigint): Comparison {
  if (typeof a === 'bigint') return typeof b === 'bigint' ? (a < b ? -1 : a > b ? 1 : 0) : -1
  return typeof b === 'bigint' ? 1 : compareCodePoints(a, b)
}
