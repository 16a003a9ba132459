import { normalTwoSided } from './upper-gamma.ts'

/** The normal deviate that four fifths of all draws lie below. */
const powerDeviate = 0.8416212335729143

/**
 * The smallest difference of a share that a two-sided test of two samples finds with 80 % power at level `alpha`, where one
 * side's is `share` and the other's is nearer to a half: δ = (z + 0.84) √(v (1/n + 1/m)), v being the variance midway, so that
 * near 0 it is about 7.85 rows at 5 % and n = m. `n` and `m` are effective numbers where values cluster. Null without values.
 */
export function smallestDifference(share: number, n: number, m: number, alpha: number): number | null {
  if (n <= 0 || m <= 0) return null
  const lesser = Math.min(share, 1 - share)
  const scale = (deviateOf(alpha) + powerDeviate) ** 2 * (1 / n + 1 / m)
  let difference = scale
  // Each step halves the error at least, for the variance grows with less than half of the difference.
  for (let step = 0; step < 100; step++) {
    const middle = Math.min(0.5, lesser + difference / 2)
    difference = Math.sqrt(scale * middle * (1 - middle))
  }
  return Math.min(1, difference)
}

/** The deviate beyond which, to either side, lies `alpha` of the normal distribution. */
function deviateOf(alpha: number): number {
  let [low, high] = [0, 40]
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (normalTwoSided(middle) > alpha) low = middle
    else high = middle
  }
  return low
}
