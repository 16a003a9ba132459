import type { Micros } from '../../features/value.ts'
import { clopperPearson } from '../diff/clopper-pearson.ts'
import type { LatencyHistogram, PercentileEstimate } from './latency-histogram.ts'
import { percentileRanks } from './percentile-ranks.ts'
import type { Budget, ErrorBudget, PercentileBudget } from './slo.ts'

export type BudgetVerdict = 'pass' | 'fail' | 'inconclusive'

/** One budget against what was measured. */
export interface JudgedBudget {
  readonly budget: Budget
  readonly verdict: BudgetVerdict
  /** Of a percentile budget. */
  readonly percentile: PercentileEstimate | null
  /** Of an error budget: the share and its 95 % interval. */
  readonly errors: { readonly share: number; readonly low: number; readonly high: number } | null
  /** Where it is inconclusive: how many more requests like these would decide; null where no number would. */
  readonly more: number | null
}

/** Nobody waits for more requests than this. */
const moreMax = 1e9

/**
 * Judges by interval: a budget is kept where its 95 % interval lies below the limit, broken where it lies above, and
 * otherwise not to be told from so few requests.
 */
export function judgeBudget(budget: Budget, measured: LatencyHistogram): JudgedBudget {
  return budget.kind === 'errors' ? judgeErrors(budget, measured) : judgePercentile(budget, measured)
}

function judgePercentile(budget: PercentileBudget, measured: LatencyHistogram): JudgedBudget {
  const within = measured.countUpTo(budget.limit)
  const verdict = percentileVerdict(measured.count, within, budget.percentile)
  const percentile = measured.percentile(budget.percentile)
  const share = within / measured.count
  const more = verdict !== 'inconclusive' ? null : morePercentile(measured.count, share, budget.percentile)
  return { budget, verdict, percentile, errors: null, more }
}

/** By order statistics: x(high) ≤ limit just where at least `high` samples are within it. */
function percentileVerdict(samples: number, within: number, percentile: number): BudgetVerdict {
  const { low, high } = percentileRanks(samples, percentile)
  if (within >= high) return 'pass'
  return within < low ? 'fail' : 'inconclusive'
}

function morePercentile(samples: number, share: number, percentile: number): number | null {
  const decided = (count: number) =>
    percentileVerdict(count, Math.round(count * (Number.isNaN(share) ? 1 : share)), percentile) !==
    'inconclusive'
  return fewestMore(samples, decided)
}

function judgeErrors(budget: ErrorBudget, measured: LatencyHistogram): JudgedBudget {
  const { count, failures } = measured
  const verdict = errorVerdict(count, failures, budget.share)
  const interval = clopperPearson(failures, count, 0.95)
  const share = count === 0 ? 0 : failures / count
  const errors = { share, low: interval?.low ?? 0, high: interval?.high ?? 1 }
  const decided = (more: number) =>
    errorVerdict(more, Math.round(more * share), budget.share) !== 'inconclusive'
  return {
    budget,
    verdict,
    percentile: null,
    errors,
    more: verdict === 'inconclusive' ? fewestMore(count, decided) : null,
  }
}

/** A budget of nothing is a count and no rate: the first failure breaks it. */
function errorVerdict(count: number, failures: number, share: number): BudgetVerdict {
  if (count === 0) return 'inconclusive'
  if (share === 0) return failures === 0 ? 'pass' : 'fail'
  const interval = clopperPearson(failures, count, 0.95)
  if (interval === null) return 'inconclusive'
  if (interval.high <= share) return 'pass'
  return interval.low > share ? 'fail' : 'inconclusive'
}

/** Doubles until the verdict is decided, then halves what is too much. */
function fewestMore(samples: number, decided: (count: number) => boolean): number | null {
  let enough = Math.max(1, samples)
  while (!decided(enough)) {
    if (enough > moreMax) return null
    enough *= 2
  }
  let few = Math.floor(enough / 2)
  while (enough - few > Math.max(1, enough / 100)) {
    const middle = Math.floor((few + enough) / 2)
    if (decided(middle)) enough = middle
    else few = middle
  }
  return Math.max(1, enough - samples)
}

/** The smallest limit of a request's latency, µs: what the driver's own lag is held against. */
export function smallestLimit(slo: readonly Budget[]): Micros | null {
  const limits = slo.flatMap(budget => (budget.kind === 'latency' ? [budget.limit] : []))
  return limits.length === 0 ? null : Math.min(...limits)
}
