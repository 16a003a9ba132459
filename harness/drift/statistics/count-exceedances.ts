/** A p-value from random rearrangements of the data. */
export interface MonteCarloP {
  readonly p: number
  /** Rearrangements that were drawn. */
  readonly draws: number
}

/** At least this many where the statistic is never reached. */
export const drawsMax = 9_999

/** Sequential stop (Besag and Clifford 1991): once this many rearrangements reach the statistic, p is known to 7 %. */
export const exceedancesMax = 200

/**
 * p by Monte Carlo: (1 + exceedances) / (1 + draws) when all draws are made; where the exceedances come early, it
 * stops, and their share of the draws is a valid p-value. `exceeds` draws once and says whether it reached the statistic.
 */
export function countExceedances(exceeds: () => boolean, limits = { drawsMax, exceedancesMax }): MonteCarloP {
  let exceedances = 0
  for (let draws = 1; draws <= limits.drawsMax; draws++) {
    if (exceeds()) exceedances++
    if (exceedances === limits.exceedancesMax) return { p: exceedances / draws, draws }
  }
  return { p: (1 + exceedances) / (1 + limits.drawsMax), draws: limits.drawsMax }
}
