import type { Random } from '../../../generators/random.ts'

/** Ranks that come as Zipf's law has it. */
export interface ZipfRanks {
  /** A rank from 0; rank 0 comes most often. */
  draw(random: Random): number
  /** Ranks below this one are hot: together they come in half of all draws at least, and no fewer would do. */
  readonly hot: number
}

/** The r-th of so many ranks (from 1) is as likely as r to the power of −`exponent`. */
export function zipf(ranks: number, exponent: number): ZipfRanks {
  const weights = Array.from({ length: ranks }, (_, i) => (i + 1) ** -exponent)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let below = 0
  const ends = weights.map(weight => {
    below += weight / total
    return below
  })
  const rankAt = (share: number): number => {
    let [low, high] = [0, ranks - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] as number) < share) low = middle + 1
      else high = middle
    }
    return low
  }
  return { draw: random => rankAt(random.fraction()), hot: rankAt(0.5) + 1 }
}
