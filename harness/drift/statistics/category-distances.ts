import type { Share } from './share-gate.ts'

/** Distances between two distributions over the same cells that people know. */
export interface CategoryDistances {
  /** The greatest difference of a share. */
  readonly maximum: number
  /** Square root of the Jensen–Shannon divergence in bits: 0 the same, 1 nothing in common. */
  readonly jensenShannon: number
  /** Population stability index, shares below 10⁻⁴ taken as 10⁻⁴. */
  readonly psi: number
}

/** Below this an empty cell would make PSI infinite. */
const psiFloor = 1e-4

/** Null where one side has no rows. */
export function categoryDistances(cells: readonly Share[]): CategoryDistances | null {
  const n = cells.reduce((sum, cell) => sum + cell.reference, 0)
  const m = cells.reduce((sum, cell) => sum + cell.current, 0)
  if (n === 0 || m === 0) return null
  let [maximum, divergence, psi] = [0, 0, 0]
  for (const cell of cells) {
    const [p, q] = [cell.reference / n, cell.current / m]
    maximum = Math.max(maximum, Math.abs(p - q))
    divergence += bits(p, q) / 2 + bits(q, p) / 2
    const [a, b] = [Math.max(p, psiFloor), Math.max(q, psiFloor)]
    psi += (b - a) * Math.log(b / a)
  }
  return { maximum, jensenShannon: Math.sqrt(Math.min(1, Math.max(0, divergence))), psi }
}

function bits(p: number, q: number): number {
  return p === 0 ? 0 : p * Math.log2((2 * p) / (p + q))
}
