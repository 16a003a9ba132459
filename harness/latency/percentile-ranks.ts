import { binomialPmf } from '../drift/statistics/binomial-pmf.ts'

/** Order statistics (from 1) between which a percentile of the distribution lies; `samples + 1` stands for +∞. */
export interface PercentileRanks {
  /** 0 where even the smallest sample may lie above the percentile: then there is no lower bound. */
  readonly low: number
  readonly high: number
  /** The chance that the interval of the two covers the percentile, exactly; at least the confidence. */
  readonly coverage: number
}

/**
 * The distribution-free interval of a percentile by order statistics (Hahn and Meeker, Statistical Intervals § 5.2): with
 * B ~ Binomial(n, p), P(B < low) ≤ α/2 and P(B ≥ high) ≤ α/2, so [x(low), x(high)] covers the percentile with at least
 * the confidence whatever the distribution. Below 368 samples p99 has no upper bound at 95 %.
 */
export function percentileRanks(samples: number, percentile: number, confidence = 0.95): PercentileRanks {
  const p = percentile / 100
  const tail = (1 - confidence) / 2
  const mode = Math.floor((samples + 1) * p)
  // Sums of tails from far out inwards, the smallest terms first; beyond the reach nothing of a double is left.
  const reach = Math.ceil(12 * Math.sqrt(samples * p * (1 - p)) + 40)
  let below = 0
  let low = 0
  for (let k = Math.max(0, mode - reach); k <= samples; k++) {
    const next = below + binomialPmf(k, samples, p)
    if (next > tail) break
    below = next
    low = k + 1
  }
  let above = 0
  let high = samples + 1
  for (let k = Math.min(samples, mode + reach); k >= 0; k--) {
    const next = above + binomialPmf(k, samples, p)
    if (next > tail) break
    above = next
    high = k
  }
  return { low, high, coverage: 1 - below - above }
}

/** Fewest samples with which a percentile has both bounds: p99 at 95 % needs 368, p99.9 needs 3,688. */
export function samplesForBounds(percentile: number, confidence = 0.95): number {
  const p = percentile / 100
  const needed = (chance: number) => Math.log((1 - confidence) / 2) / Math.log(chance)
  return Math.ceil(Math.max(needed(p), needed(1 - p)))
}
