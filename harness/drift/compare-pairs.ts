import type { Judged, PairedDriftFeature } from '../../reports/drift-result.ts'
import { formatCount, formatMany, formatPercent, formatPercentRange } from '../../reports/format.ts'
import { type MismatchRate, mismatchRate } from './statistics/mismatch-rate.ts'
import type { FlipCounts, PairedCounts } from './statistics/paired-counts.ts'
import { type FlipTotal, type SignFlip, signFlip } from './statistics/sign-flip.ts'

/** What pairs are held to. */
export interface PairedLimits {
  /** Share of mismatches that is allowed; at 0, for a store that must be exact, stale pairs do not count. */
  readonly budget: number
  /** Pairs that a verdict needs. */
  readonly minimum: number
}

/** Judges the pairs of one feature: how many differ, in which direction, by how much, and what flipped to null or away. Pure. */
export function judgePairs(
  column: string,
  isNumber: boolean,
  counts: PairedCounts,
  { budget, minimum }: PairedLimits,
): PairedDriftFeature {
  const rate = mismatchRate(counts.hits)
  const verdict = verdictOf(rate, counts.stale, budget, minimum)
  const direction = isNumber ? flip(counts.direction) : null
  return {
    column,
    verdict,
    sentence: sentenceOf(rate, counts, direction, { budget, minimum }, verdict),
    compared: rate.trials,
    entities: rate.clusters,
    mismatches: rate.hits,
    stale: counts.stale,
    designEffect: rate.designEffect,
    interval: { independent: rate.independent, clustered: rate.clustered },
    direction: direction === null ? null : { ...direction, larger: counts.larger, smaller: counts.smaller },
    magnitude: isNumber ? flip(counts.ranks) : null,
    nulls: mcnemar(counts.nulls),
    found: counts.found === null ? null : mcnemar(counts.found),
  }
}

function mcnemar({ totals, servedOnly, knownOnly }: FlipCounts) {
  return { ...flip(totals), servedOnly, knownOnly }
}

function flip(totals: readonly FlipTotal[]): Omit<SignFlip, 'sum'> {
  const { p, up, down, clusters, method } = signFlip(totals)
  return { p, up, down, clusters, method }
}

/** With a budget of 0 one mismatch that is not stale is a fact, not a sample; else the interval by entity decides. */
function verdictOf(rate: MismatchRate, stale: number, budget: number, minimum: number): Judged {
  if (rate.trials === 0) return 'inconclusive'
  if (budget === 0 && rate.hits > stale) return 'fail'
  if (rate.trials < minimum) return 'inconclusive'
  if (budget === 0) return 'pass'
  const { low, high } = rate.clustered!
  return low > budget ? 'fail' : high <= budget ? 'pass' : 'inconclusive'
}

function sentenceOf(
  rate: MismatchRate,
  counts: PairedCounts,
  direction: Omit<SignFlip, 'sum'> | null,
  { budget, minimum }: PairedLimits,
  verdict: Judged,
): string {
  if (rate.trials === 0) return 'no pair was compared'
  const { clustered } = rate
  const few =
    verdict !== 'inconclusive'
      ? ''
      : rate.trials < minimum
        ? `, fewer than the ${formatCount(minimum)} that minimumRows asks for`
        : ', too few for a verdict'
  if (rate.hits === 0) {
    return `identical in ${formatMany(rate.trials, 'pair')} of ${formatMany(rate.clusters, 'entity', 'entities')}${few}; at most ${formatPercent(rate.independent!.high)} differ if pairs are independent, ${formatPercent(clustered!.high)} if each entity is right or wrong as a whole (95 %)`
  }
  const of = `${formatCount(rate.hits)} of ${formatMany(rate.trials, 'pair')} differ${few}`
  const range = `${formatPercent(rate.hits / rate.trials)}, 95 % interval ${formatPercentRange(clustered!.low, clustered!.high)} by entity`
  const leaning =
    direction === null || direction.p > 0.05
      ? ''
      : `; served values are mostly ${counts.larger > counts.smaller ? 'larger' : 'smaller'} (${formatCount(counts.larger)} up, ${formatCount(counts.smaller)} down)`
  return `${of} (${range})${staleText(rate.hits, counts.stale)}, budget ${formatPercent(budget)}${leaning}${flipText('null', counts.nulls)}${flipText('found', counts.found)}`
}

function staleText(hits: number, stale: number): string {
  if (stale === 0) return ''
  return stale === hits ? ', all of them stale and none wrong' : `, ${formatCount(stale)} of them stale`
}

function flipText(what: string, counts: FlipCounts | null): string {
  if (counts === null || counts.servedOnly + counts.knownOnly === 0) return ''
  return `; ${what} in one alone: ${formatCount(counts.servedOnly)} served, ${formatCount(counts.knownOnly)} not`
}
