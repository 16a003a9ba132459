import type { Random } from '../../../generators/random.ts'
import { countExceedances, type MonteCarloP } from './count-exceedances.ts'
import { hypergeometricDraw } from './hypergeometric-draw.ts'
import type { KsSide } from './ks-lattice.ts'
import type { GridBlock } from './ks-summary.ts'

/**
 * p of the greatest departure at the ends of the blocks, by permutations given the ties. Valid whatever the blocks, for
 * they were chosen from the pooled values alone: where blocks hold several values, the departure within them is not
 * looked at, on either side of the comparison.
 */
export function ksPermutation(grid: readonly GridBlock[], side: KsSide, random: Random): MonteCarloP {
  const n = grid.reduce((sum, block) => sum + block.reference, 0)
  const m = grid.reduce((sum, block) => sum + block.current, 0)
  const sizes = grid.map(block => block.reference + block.current)
  const observed = departure(
    grid.map(block => block.reference),
    sizes,
    n,
    m,
    side,
  )
  return countExceedances(() => departure(arrange(sizes, n, m, random), sizes, n, m, side) >= observed)
}

/** How many of each block are the reference's, by chance. */
function arrange(sizes: readonly number[], n: number, m: number, random: Random): number[] {
  let [marked, unmarked] = [n, m]
  return sizes.map(size => {
    const taken = hypergeometricDraw(random, marked, unmarked, size)
    marked -= taken
    unmarked -= size - taken
    return taken
  })
}

function departure(
  taken: readonly number[],
  sizes: readonly number[],
  n: number,
  m: number,
  side: KsSide,
): number {
  let [i, s, most] = [0, 0, 0]
  for (let k = 0; k < sizes.length; k++) {
    i += taken[k] as number
    s += sizes[k] as number
    const gap = i * (n + m) - s * n
    const height = side === 'up' ? gap : side === 'down' ? -gap : Math.abs(gap)
    if (height > most) most = height
  }
  return most
}
