import type { Random } from '../../../generators/random.ts'
import { kolmogorovTail, smirnovTail, stephensLambda } from './kolmogorov.ts'
import { ksClosedForm } from './ks-closed-form.ts'
import { type KsSide, ksLattice, latticeWork } from './ks-lattice.ts'
import { ksPermutation } from './ks-permutation.ts'
import type { KsSummary } from './ks-summary.ts'

/** How a p-value was found, the exact ones first. */
type KsMethod = 'closed-form' | 'exact-given-ties' | 'asymptotic' | 'permutation'

export interface KsP {
  readonly p: number
  readonly method: KsMethod
}

export interface KsTest {
  /** h / (n·m): the greatest distance between the two ECDFs, in [0, 1]. */
  readonly d: number
  /** max |i·m − j·n|. */
  readonly h: number
  readonly twoSided: KsP
  /** Whether the current values are larger, or smaller: one-sided. */
  readonly up: KsP & { readonly d: number }
  readonly down: KsP & { readonly d: number }
}

/** Elementary steps of the exact p-value that are affordable: about a tenth of a second. */
const latticeWorkMax = 2e7

/**
 * Where no block holds more than this share of the pooled values, the limit without ties holds: a block of share s
 * lowers the boundary by about 0.58 √s, which moves p by less than 3 % of itself.
 */
const lightTie = 1e-4

/**
 * The two-sample Kolmogorov–Smirnov test: without ties and n = m the closed form, else exact given the ties where
 * `workMax` allows, else the limit with Stephens' correction where ties are light, and permutations where they are not.
 */
export function ksTest(summary: KsSummary, random: Random, workMax = latticeWorkMax): KsTest {
  const { n, m, up, down } = summary
  const h = Math.max(up.h, down.h)
  const scale = n * m
  return {
    d: h / scale,
    h,
    twoSided: ksP(summary, 'two-sided', h, random, workMax),
    up: { d: up.h / scale, ...ksP(summary, 'up', up.h, random, workMax) },
    down: { d: down.h / scale, ...ksP(summary, 'down', down.h, random, workMax) },
  }
}

/** The two-sided p alone. */
export function ksTwoSided(summary: KsSummary, random: Random, workMax = latticeWorkMax): KsP {
  return ksP(summary, 'two-sided', Math.max(summary.up.h, summary.down.h), random, workMax)
}

function ksP(summary: KsSummary, side: KsSide, h: number, random: Random, workMax: number): KsP {
  const { n, m, blocks, largestBlock, grid } = summary
  if (n === m && largestBlock === 1)
    return { p: ksClosedForm(n, h / n, side === 'two-sided' ? 2 : 1), method: 'closed-form' }
  if (h === 0) return { p: 1, method: 'exact-given-ties' }
  if (blocks !== null) {
    const question = { blocks, n, m, h, side }
    if (latticeWork(question) <= workMax) return { p: ksLattice(question), method: 'exact-given-ties' }
  }
  if (largestBlock <= lightTie * (n + m)) {
    const lambda = stephensLambda(h / (n * m), n, m)
    return { p: side === 'two-sided' ? kolmogorovTail(lambda) : smirnovTail(lambda), method: 'asymptotic' }
  }
  // Beyond what permutations can resolve, the limit is an upper bound: ties only take crossings away.
  const bound = 2 * smirnovTail((h / (n * m)) * Math.sqrt((n / (n + m)) * m))
  if (bound < 1e-5) return { p: bound, method: 'asymptotic' }
  return { p: ksPermutation(grid, side, random.fork(side)).p, method: 'permutation' }
}
