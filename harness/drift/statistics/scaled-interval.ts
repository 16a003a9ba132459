import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import { clopperPearson, type ProportionInterval } from '../../diff/clopper-pearson.ts'

/** Clopper–Pearson with hits and trials divided by a design effect of at least 1; null without trials. */
export function scaledInterval(
  hits: number,
  trials: number,
  designEffect: number,
  confidence: number,
): ProportionInterval | null {
  if (designEffect === 1 || trials === 0) return clopperPearson(hits, trials, confidence)
  const [few, all] = [hits / designEffect, trials / designEffect]
  const alpha = 1 - confidence
  return {
    low: hits === 0 ? 0 : betaQuantile(hits === trials ? alpha : alpha / 2, few, all - few + 1),
    high: hits === trials ? 1 : betaQuantile(hits === 0 ? 1 - alpha : 1 - alpha / 2, few + 1, all - few),
    confidence,
    sides: hits === 0 || hits === trials ? 1 : 2,
  }
}
