import type { Judged, PairedDrift, PairedDriftFeature } from '../../reports/drift-result.ts'
import { formatCount, formatMany, formatPercent, formatPercentRange } from '../../reports/format.ts'
import type { Engine } from './engine.ts'
import { type MismatchRate, mismatchRate } from './statistics/mismatch-rate.ts'
import { type SignFlip, signFlip } from './statistics/sign-flip.ts'
import { type PairedCounts, type PairedSource, pairedCounts } from './tables/paired-counts.ts'

/** Pairs of values of the same probes, in one relation of DuckDB. */
export interface PairedQuestion {
  readonly name: string
  /** Share of mismatches that is allowed; 0 for a store that must be exact. */
  readonly budget: number
  /** Pairs that a verdict needs. */
  readonly minimum: number
  readonly features: readonly (PairedSource & { readonly column: string })[]
}

/** Compares pairs exactly, value against value, and says in which direction and by how much they differ. */
export async function comparePairs(engine: Engine, question: PairedQuestion): Promise<PairedDrift> {
  const features: PairedDriftFeature[] = []
  for (const source of question.features) {
    features.push(judgePairs(source.column, source.isNumber, await pairedCounts(engine, source), question))
  }
  return { name: question.name, budget: question.budget, features }
}

/** Judges the counts of one feature; pure. */
export function judgePairs(
  column: string,
  isNumber: boolean,
  counts: PairedCounts,
  { budget, minimum }: Pick<PairedQuestion, 'budget' | 'minimum'>,
): PairedDriftFeature {
  const rate = mismatchRate(counts.hits)
  const verdict = verdictOf(rate, budget, minimum)
  const direction = isNumber ? flip(counts.direction) : null
  return {
    column,
    verdict,
    sentence: sentenceOf(rate, counts, direction, budget, verdict),
    compared: rate.trials,
    entities: rate.clusters,
    mismatches: rate.hits,
    designEffect: rate.designEffect,
    interval: { independent: rate.independent, clustered: rate.clustered },
    direction: direction === null ? null : { ...direction, larger: counts.larger, smaller: counts.smaller },
    magnitude: isNumber ? flip(counts.ranks) : null,
    nulls: { ...flip(counts.nulls), servedOnly: counts.servedOnly, knownOnly: counts.knownOnly },
  }
}

function flip(totals: PairedCounts['direction']): Omit<SignFlip, 'sum'> {
  const { p, up, down, clusters, method } = signFlip(totals)
  return { p, up, down, clusters, method }
}

/** With a budget of 0 one mismatch is a fact, not a sample; else the interval by entity decides. */
function verdictOf(rate: MismatchRate, budget: number, minimum: number): Judged {
  if (rate.trials === 0) return 'inconclusive'
  if (budget === 0 && rate.hits > 0) return 'fail'
  if (rate.trials < minimum) return 'inconclusive'
  if (budget === 0) return 'pass'
  const { low, high } = rate.clustered!
  return low > budget ? 'fail' : high <= budget ? 'pass' : 'inconclusive'
}

function sentenceOf(
  rate: MismatchRate,
  counts: PairedCounts,
  direction: Omit<SignFlip, 'sum'> | null,
  budget: number,
  verdict: Judged,
): string {
  if (rate.trials === 0) return 'no pair was compared'
  const { clustered } = rate
  const of = `${formatCount(rate.hits)} of ${formatMany(rate.trials, 'pair')} differ`
  if (rate.hits === 0) {
    const least = verdict === 'inconclusive' ? ', too few for a verdict' : ''
    return `identical in ${formatMany(rate.trials, 'pair')} of ${formatMany(rate.clusters, 'entity', 'entities')}${least}; at most ${formatPercent(rate.independent!.high)} differ if pairs are independent, ${formatPercent(clustered!.high)} if each entity is right or wrong as a whole (95 %)`
  }
  const range = `${formatPercent(rate.hits / rate.trials)}, 95 % interval ${formatPercentRange(clustered!.low, clustered!.high)} by entity`
  const nulls = counts.servedOnly + counts.knownOnly
  const flips =
    nulls === 0
      ? ''
      : `; null in one alone: ${formatCount(counts.servedOnly)} served, ${formatCount(counts.knownOnly)} not`
  const leaning =
    direction === null || direction.p > 0.05
      ? ''
      : `; the first is mostly ${counts.larger > counts.smaller ? 'larger' : 'smaller'} (${formatCount(counts.larger)} up, ${formatCount(counts.smaller)} down)`
  return `${of} (${range}), budget ${formatPercent(budget)}${leaning}${flips}`
}
