import type { CellCounts } from '../diff/cell-counts.ts'

/** How many cells two counts of the same cells put differently, at least: half of all the differences, rounded up. */
export function differingCounts(a: CellCounts, b: CellCounts): number {
  const kinds = ['equal', 'defect', 'staleness', 'notJudged', 'error'] as const
  const offline = ['equal', 'leak', 'defect', 'notJudged'] as const
  const served = kinds.reduce((sum, kind) => sum + Math.abs(a[kind] - b[kind]), 0)
  const trained = offline.reduce((sum, kind) => sum + Math.abs(a.training[kind] - b.training[kind]), 0)
  return Math.ceil(served / 2) + Math.ceil(trained / 2) + Math.abs(a.lateData - b.lateData)
}
