import { formatDuration, parseDuration } from '../../features/duration.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Micros } from '../../features/value.ts'

/** A bound on a percentile of a measured time: of the latency of a request, or of the freshness of an event. */
export interface PercentileBudget {
  readonly kind: 'latency' | 'freshness'
  /** In percent, above 0 and below 100. */
  readonly percentile: number
  readonly limit: Micros
}

/** A bound on the share of requests that fail, time out, or are answered wrongly. */
export interface ErrorBudget {
  readonly kind: 'errors'
  readonly share: number
}

export type Budget = PercentileBudget | ErrorBudget

/** What a service promises: at least one budget, each kind and percentile once. */
export type Slo = readonly Budget[]

/** For a whole inference read, and for an event to become visible. */
export const sloDefault: Slo = [
  { kind: 'latency', percentile: 99, limit: 50_000 },
  { kind: 'freshness', percentile: 99, limit: 1_000_000 },
]

const example = 'p50=5ms,p99=50ms,p99.9=120ms,errors=0.1%,freshness.p99=1s'

/**
 * Reads budgets such as `p50=5ms,p99=50ms,errors=0.1%,freshness.p99=1s`.
 * @throws PlumblineError usage, naming the budget that cannot be read
 */
export function parseSlo(text: string): Slo {
  const slo = text.split(',').map(part => parseBudget(part.trim()))
  for (const [i, budget] of slo.entries()) {
    const name = budgetName(budget)
    if (slo.findIndex(each => budgetName(each) === name) < i)
      throw new PlumblineError('usage', `the SLO gives ${name} twice: keep one of them`)
  }
  return slo
}

/** How a budget is called in reports and on the command line, such as `p99` or `freshness.p99`. */
export function budgetName(budget: Budget): string {
  if (budget.kind === 'errors') return 'errors'
  return `${budget.kind === 'freshness' ? 'freshness.' : ''}p${budget.percentile}`
}

/** A budget as `parseSlo` reads it. */
export function budgetText(budget: Budget): string {
  const bound = budget.kind === 'errors' ? `${budget.share * 100}%` : formatDuration(budget.limit)
  return `${budgetName(budget)}=${bound}`
}

function parseBudget(text: string): Budget {
  const found = /^(freshness\.)?(?:p(\d+(?:\.\d+)?)|(errors))=(.+)$/.exec(text)
  if (found === null) throw unreadable(text, `write it as in ${example}`)
  const [, freshness, percent, errors, bound = ''] = found
  if (errors !== undefined) {
    if (freshness !== undefined) throw unreadable(text, 'errors are counted of requests: write errors=0.1%')
    return { kind: 'errors', share: parseShare(text, bound) }
  }
  const percentile = Number(percent)
  if (!(percentile > 0 && percentile < 100))
    throw unreadable(text, 'a percentile lies above 0 and below 100, as in p99 or p99.9')
  const limit = parseDuration(bound)
  if (limit === null || limit === 0)
    throw unreadable(text, 'its bound is a whole number above 0 and us, ms, s, m, h or d, such as 50ms')
  return { kind: freshness === undefined ? 'latency' : 'freshness', percentile, limit }
}

function parseShare(text: string, bound: string): number {
  const found = /^(\d+(?:\.\d+)?)%$/.exec(bound)
  const share = Number(found?.[1]) / 100
  if (share >= 0 && share < 1) return share
  throw unreadable(text, 'its bound is a share from 0% to below 100%, such as 0.1%')
}

function unreadable(budget: string, mend: string): PlumblineError {
  return new PlumblineError(
    'usage',
    `the SLO ${budget === '' ? 'has an empty budget' : `budget ${budget} cannot be read`}: ${mend}`,
  )
}
