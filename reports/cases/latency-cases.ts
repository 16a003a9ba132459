import { formatBound } from '../format.ts'
import type { ConditionRun, JudgedLatency, LatencyResult } from '../latency-result.ts'
import type { ReportCase } from './report-case.ts'

/** A case for each budget of each target, and for the driver. */
export function latencyCases({ targets, freshness }: LatencyResult): ReportCase[] {
  return [
    ...targets.flatMap(({ name, budgets, lag, requests }) => [
      ...budgets.map(budget => budgetCase(name, budget, requests)),
      {
        suite: name,
        name: 'driver lag',
        status: lag.verdict,
        message: lag.verdict === 'pass' ? '' : `the driver was late by ${formatBound(lag.p99)} at p99`,
        detail: '',
        count: requests,
      } satisfies ReportCase,
    ]),
    ...freshness.flatMap(({ condition, budgets, stages, run }) => [
      ...budgets.map(budget => budgetCase(`freshness, ${condition}`, budget, stages.at(-1)?.events ?? 0)),
      ...(run === undefined ? [] : [conditionCase(condition, run)]),
    ]),
  ]
}

/** What became of the questions that were asked meanwhile. */
function conditionCase(condition: string, { verdict, sentences, reads }: ConditionRun): ReportCase {
  return {
    suite: `freshness, ${condition}`,
    name: 'questions meanwhile',
    status: verdict,
    message: verdict === 'pass' ? '' : sentences.join('; '),
    detail: '',
    count: reads.requests,
  }
}

function budgetCase(
  suite: string,
  { budget, verdict, percentile, errors }: JudgedLatency,
  count: number,
): ReportCase {
  const measured =
    percentile === null
      ? `${((errors?.share ?? 0) * 100).toPrecision(3)} % failed`
      : `${formatBound(percentile.estimate)} (95 %: ${formatBound(percentile.low)} to ${formatBound(percentile.high)})`
  return {
    suite,
    name: budget,
    status: verdict,
    message: verdict === 'pass' ? '' : `${budget}: ${measured}`,
    detail: '',
    count,
  }
}
