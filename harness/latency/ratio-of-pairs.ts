import type { MeasuredTarget } from '../../reports/latency-result.ts'
import { percentileRanks } from './percentile-ranks.ts'

export interface LatencyRatio {
  readonly percentile: number
  /** The second target's time divided by the first's: the median over pairs of runs side by side. */
  readonly ratio: number
  readonly low: number
  readonly high: number
  readonly pairs: number
}

/**
 * Ratios of two targets that were measured in turn (ABBA), pair by pair: what the machine does to one run it does to the one
 * beside it. The interval is that of the median by order statistics, the whole range where there are fewer than six pairs.
 */
export function ratioOfPairs(
  pairs: readonly (readonly [first: MeasuredTarget, second: MeasuredTarget])[],
  percentile: number,
): LatencyRatio | null {
  const ratios = pairs
    .flatMap(([first, second]) => {
      const [a, b] = [first, second].map(
        each => each.percentiles.find(one => one.percentile === percentile)?.estimate,
      )
      return a == null || b == null || a === 0 ? [] : [b / a]
    })
    .sort((a, b) => a - b)
  if (ratios.length === 0) return null
  const middle = (ratios.length - 1) / 2
  const median = ((ratios[Math.floor(middle)] as number) + (ratios[Math.ceil(middle)] as number)) / 2
  const { low, high } = percentileRanks(ratios.length, 50)
  return {
    percentile,
    ratio: median,
    low: ratios[Math.max(0, low - 1)] as number,
    high: ratios[Math.min(ratios.length - 1, high - 1)] as number,
    pairs: ratios.length,
  }
}
