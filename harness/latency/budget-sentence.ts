import { formatBound } from '../../reports/format.ts'
import type { JudgedLatency } from '../../reports/latency-result.ts'

/** One budget as a sentence: what was measured, between which bounds, and what it would take to know more. */
export function budgetSentence({ budget, verdict, percentile, errors, more }: JudgedLatency): string {
  const [name, limit] = budget.split('=')
  const measured =
    percentile !== null
      ? `${name} is ${formatBound(percentile.estimate)} (95 %: ${formatBound(percentile.low)} to ${formatBound(percentile.high)})`
      : `${showShare(errors?.share ?? 0)} of the requests failed (95 %: ${showShare(errors?.low ?? 0)} to ${showShare(errors?.high ?? 1)})`
  if (verdict === 'pass') return `${measured}, within ${limit}`
  if (verdict === 'fail') return `${measured}, above ${limit}`
  const mend =
    more === null
      ? 'no number of requests would tell'
      : `${more.toLocaleString('en')} more requests would tell`
  return `${measured}: not to be told from ${limit}; ${mend}`
}

function showShare(share: number): string {
  return `${threeDigits(share * 100)} %`
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)))
}
