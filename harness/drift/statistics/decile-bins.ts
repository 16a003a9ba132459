import type { GridBlock } from './ks-summary.ts'
import type { Share } from './share-gate.ts'

/**
 * The grid taken together to bins of at least a tenth of the reference, as PSI wants them; fewer where values tie. The
 * last bin takes what is left.
 */
export function decileBins(grid: readonly GridBlock[]): Share[] {
  const n = grid.reduce((sum, block) => sum + block.reference, 0)
  const bins: Share[] = []
  let [reference, current] = [0, 0]
  let left = n
  for (const block of grid) {
    reference += block.reference
    current += block.current
    if (reference >= n / 10 && left - reference >= n / 20) {
      bins.push({ reference, current })
      left -= reference
      reference = 0
      current = 0
    }
  }
  return [...bins, { reference, current }]
}
