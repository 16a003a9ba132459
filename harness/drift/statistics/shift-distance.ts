import type { GridBlock } from './ks-summary.ts'

/**
 * The KS distance that a shift of the reference by `shift` (> 0, in the feature's own unit) would make: the greatest share
 * of the reference in any interval of that length, to the grid's resolution. Null without reference values.
 */
export function shiftDistance(grid: readonly GridBlock[], shift: number): number | null {
  const blocks = grid.filter(block => block.reference > 0)
  const n = blocks.reduce((sum, block) => sum + block.reference, 0)
  if (n === 0) return null
  let [inside, most, tail] = [0, 0, 0]
  for (const block of blocks) {
    inside += block.reference
    while (blocks[tail]!.first <= block.last - shift && blocks[tail] !== block)
      inside -= blocks[tail++]!.reference
    most = Math.max(most, inside)
  }
  return most / n
}
