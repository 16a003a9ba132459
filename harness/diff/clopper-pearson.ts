import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'

/** A confidence interval of a proportion, each end in [0, 1]. */
export interface ProportionInterval {
  readonly low: number
  readonly high: number
  readonly confidence: number
  /** One-sided where nothing, or everything, was counted: then one end is the proportion itself. */
  readonly sides: 1 | 2
}

/**
 * The exact (Clopper–Pearson) interval of `hits` in `trials`: two-sided, but one-sided where `hits` is 0 or all, so
 * that 0 of 10,000 is bounded by 0.02995 % at 95 %. Null without trials. Takes the trials for independent.
 */
export function clopperPearson(hits: number, trials: number, confidence = 0.95): ProportionInterval | null {
  if (trials === 0) return null
  const alpha = 1 - confidence
  if (hits === 0) return { low: 0, high: oneSided(alpha, trials), confidence, sides: 1 }
  if (hits === trials) return { low: 1 - oneSided(alpha, trials), high: 1, confidence, sides: 1 }
  return {
    low: betaQuantile(alpha / 2, hits, trials - hits + 1),
    high: betaQuantile(1 - alpha / 2, hits + 1, trials - hits),
    confidence,
    sides: 2,
  }
}

/** 1 − α^(1/n), without losing digits for a large n. */
function oneSided(alpha: number, trials: number): number {
  return -Math.expm1(Math.log(alpha) / trials)
}
