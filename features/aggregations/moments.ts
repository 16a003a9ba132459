import type { Value } from '../value.ts'
import type { Contribution, Monoid } from './aggregation.ts'

/** What `variance` and `stddev` keep: n, mean, Σ(x − mean)² and max|x|. */
export interface Moments {
  readonly n: number
  readonly mean: number
  readonly m2: number
  readonly largest: number
}

const noMoments: Moments = { n: 0, mean: 0, m2: 0, largest: 0 }

function momentsOf(fact: Contribution): Moments {
  const x = Number(fact.input)
  return { n: 1, mean: x, m2: 0, largest: Math.abs(x) }
}

/**
 * Chan's merge. Each factor of the product is small enough that nothing on the way leaves the range of a float while
 * n · max(x²) is within it: delta² alone could reach 4 · max(x²).
 */
function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b
  if (b.n === 0) return a
  const n = a.n + b.n
  const delta = b.mean - a.mean
  const mean = a.n >= b.n ? a.mean + delta * (b.n / n) : b.mean - delta * (a.n / n)
  const m2 = a.m2 + b.m2 + delta * (a.n / n) * (delta * b.n)
  return { n, mean, m2, largest: Math.max(a.largest, b.largest) }
}

/** The sample variance; null below two values, and where n · max(x²) is not finite; semantics § 5. */
export function sampleVariance(acc: Moments): number | null {
  if (acc.n < 2 || !Number.isFinite(acc.n * (acc.largest * acc.largest))) return null
  const variance = acc.m2 / (acc.n - 1)
  return Number.isFinite(variance) ? variance : null
}

/** The monoid of moments with its own last step. */
export function momentsMonoid(finish: (acc: Moments) => Value): Monoid<Moments> {
  return { empty: noMoments, lift: momentsOf, merge: mergeMoments, finish }
}
