import { binomialPmf } from './binomial-pmf.ts'
import { normalTwoSided } from './upper-gamma.ts'

/** How often a total of this size occurs among the clusters. */
export interface FlipTotal {
  /** A whole number, of either sign. */
  readonly total: number
  readonly count: number
}

export interface SignFlip {
  /** Two-sided. */
  readonly p: number
  /** One-sided: of a sum as large, and as small, as the one that came. */
  readonly up: number
  readonly down: number
  readonly sum: number
  /** Clusters whose total is not zero. */
  readonly clusters: number
  readonly method: 'exact' | 'normal'
}

/** Elementary steps of the exact distribution that are affordable. */
const workMax = 2e7

/**
 * The chance of a sum of totals at least as far from zero, where under the null each cluster's total is as likely to have
 * the other sign: exact while the sums are few, else the normal limit with continuity correction. It is the sign test,
 * McNemar's test and the signed-rank test, each pair a cluster of its own or pairs of one entity flipped together.
 */
export function signFlip(totals: readonly FlipTotal[]): SignFlip {
  const sizes = sizesOf(totals)
  const sum = totals.reduce((all, { total, count }) => all + total * count, 0)
  const clusters = [...sizes.values()].reduce((all, count) => all + count, 0)
  if (clusters === 0) return { p: 1, up: 1, down: 1, sum: 0, clusters, method: 'exact' }
  const unit = [...sizes.keys()].reduce(greatestCommonDivisor)
  const reduced = [...sizes].map(([size, count]) => [size / unit, count] as const)
  const most = reduced.reduce((all, [size, count]) => all + size * count, 0)
  // The sum of all sizes whose sign is plus.
  const plus = (most + sum / unit) / 2
  const tails = exactTails(reduced, most, plus) ?? normalTails(reduced, sum / unit)
  return { ...tails, p: Math.min(1, 2 * Math.min(tails.up, tails.down)), sum, clusters }
}

function sizesOf(totals: readonly FlipTotal[]): Map<number, number> {
  const sizes = new Map<number, number>()
  for (const { total, count } of totals) {
    if (total === 0 || count === 0) continue
    const size = Math.abs(total)
    sizes.set(size, (sizes.get(size) ?? 0) + count)
  }
  return sizes
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

type Tails = Pick<SignFlip, 'up' | 'down' | 'method'>

function exactTails(sizes: readonly (readonly [number, number])[], most: number, plus: number): Tails | null {
  const [only] = sizes
  if (sizes.length === 1 && only !== undefined) return binomialTails(only[1], plus / only[0])
  const work = most * sizes.reduce((all, [, count]) => all + count, 0)
  return work <= workMax ? convolvedTails(sizes, most, plus) : null
}

/** All totals are of one size: the number with a plus is binomial. */
function binomialTails(trials: number, hits: number): Tails {
  let up = 0
  for (let k = trials; k >= hits; k--) up += binomialPmf(k, trials, 0.5)
  let down = 0
  for (let k = 0; k <= hits; k++) down += binomialPmf(k, trials, 0.5)
  return { up: Math.min(1, up), down: Math.min(1, down), method: 'exact' }
}

function convolvedTails(sizes: readonly (readonly [number, number])[], most: number, plus: number): Tails {
  const chances = new Float64Array(most + 1)
  chances[0] = 1
  let reached = 0
  for (const [size, count] of sizes) {
    for (let k = 0; k < count; k++) {
      reached += size
      for (let at = reached; at >= 0; at--) {
        chances[at] = ((chances[at] as number) + (at >= size ? (chances[at - size] as number) : 0)) / 2
      }
    }
  }
  // The smaller chances first, so that a small tail keeps its digits.
  let up = 0
  for (let at = most; at >= plus; at--) up += chances[at] as number
  let down = 0
  for (let at = 0; at <= plus; at++) down += chances[at] as number
  return { up: Math.min(1, up), down: Math.min(1, down), method: 'exact' }
}

function normalTails(sizes: readonly (readonly [number, number])[], sum: number): Tails {
  const spread = Math.sqrt(sizes.reduce((all, [size, count]) => all + size * size * count, 0))
  return { up: upperTail((sum - 1) / spread), down: upperTail((-sum - 1) / spread), method: 'normal' }
}

function upperTail(z: number): number {
  const half = normalTwoSided(Math.abs(z)) / 2
  return z >= 0 ? half : 1 - half
}
