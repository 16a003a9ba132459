import type { Share } from './share-gate.ts'
import { chiSquaredTail } from './upper-gamma.ts'

export interface ChiSquared {
  readonly statistic: number
  readonly degrees: number
  readonly p: number
  /** Cells that were taken together because too few rows were expected in them. */
  readonly pooled: number
}

/** Cochran's rule: below this expected count the limit does not hold. */
const expectedMin = 5

/** Pearson's statistic, or the likelihood ratio (G-test). */
export type ChiSquaredKind = 'pearson' | 'likelihood-ratio'

/**
 * Chi-squared test of two samples over categories, small cells pooled; p is 1 where one cell is left. Cells that nobody is
 * in do not count.
 */
export function chiSquared(cells: readonly Share[], kind: ChiSquaredKind = 'pearson'): ChiSquared {
  const n = cells.reduce((sum, cell) => sum + cell.reference, 0)
  const m = cells.reduce((sum, cell) => sum + cell.current, 0)
  const { kept, pooled } = poolCells(cells, n, m)
  const degrees = kept.length - 1
  if (degrees < 1 || n === 0 || m === 0) return { statistic: 0, degrees: Math.max(0, degrees), p: 1, pooled }
  let statistic = 0
  for (const cell of kept) {
    const both = cell.reference + cell.current
    statistic +=
      term(cell.reference, (both * n) / (n + m), kind) + term(cell.current, (both * m) / (n + m), kind)
  }
  return { statistic, degrees, p: chiSquaredTail(statistic, degrees), pooled }
}

function term(observed: number, expected: number, kind: ChiSquaredKind): number {
  if (kind === 'pearson') return (observed - expected) ** 2 / expected
  return observed === 0 ? 0 : 2 * observed * Math.log(observed / expected)
}

function poolCells(cells: readonly Share[], n: number, m: number): { kept: Share[]; pooled: number } {
  const share = Math.min(n, m) / (n + m)
  const sorted = cells
    .filter(cell => cell.reference + cell.current > 0)
    .sort((a, b) => a.reference + a.current - b.reference - b.current)
  const isSmall = (cell: Share) => (cell.reference + cell.current) * share < expectedMin
  let rest: Share = { reference: 0, current: 0 }
  let pooled = 0
  // The rest may itself be too small: then the next smallest cell joins it.
  while (pooled < sorted.length && (isSmall(sorted[pooled]!) || (pooled > 0 && isSmall(rest)))) {
    const cell = sorted[pooled++]!
    rest = { reference: rest.reference + cell.reference, current: rest.current + cell.current }
  }
  return { kept: pooled === 0 ? sorted : [rest, ...sorted.slice(pooled)], pooled }
}
