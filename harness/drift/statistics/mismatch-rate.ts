import { clopperPearson, type ProportionInterval } from '../../diff/clopper-pearson.ts'
import { scaledInterval } from './scaled-interval.ts'

/** How many clusters have this many hits in this many trials. */
export interface ClusterHits {
  readonly hits: number
  readonly trials: number
  readonly count: number
}

export interface MismatchRate {
  readonly hits: number
  readonly trials: number
  readonly clusters: number
  /** By how much clustering widens the variance, at least 1; null where it cannot be told (no hit, or nothing but hits). */
  readonly designEffect: number | null
  /** As if every trial were independent of the rest: too narrow where an entity's trials go wrong together. */
  readonly independent: ProportionInterval | null
  /** With the effective number of trials; the honest one. */
  readonly clustered: ProportionInterval | null
}

/**
 * The share of mismatches with its exact interval, once as if trials were independent and once by entity: trials and hits
 * are divided by the design effect (Korn and Graubard). Where nothing or everything was hit, the data say nothing of how
 * hits cluster, and each cluster counts as one trial.
 */
export function mismatchRate(clusters: readonly ClusterHits[], confidence = 0.95): MismatchRate {
  const sum = (of: (each: ClusterHits) => number) =>
    clusters.reduce((all, each) => all + of(each) * each.count, 0)
  const hits = sum(each => each.hits)
  const trials = sum(each => each.trials)
  const counted = sum(each => (each.trials > 0 ? 1 : 0))
  const independent = clopperPearson(hits, trials, confidence)
  const base = { hits, trials, clusters: counted, independent }
  if (hits === 0 || hits === trials) {
    return {
      ...base,
      designEffect: null,
      clustered: clopperPearson(hits === 0 ? 0 : counted, counted, confidence),
    }
  }
  const share = hits / trials
  const between = sum(each => (each.hits - share * each.trials) ** 2)
  // With one cluster there is nothing between clusters to learn from: it counts as one trial.
  const widened = counted > 1 ? (between * counted) / (counted - 1) / (trials * share * (1 - share)) : trials
  const designEffect = counted === trials ? 1 : Math.max(1, widened)
  return { ...base, designEffect, clustered: scaledInterval(hits, trials, designEffect, confidence) }
}
