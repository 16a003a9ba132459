import { type AnyResult, isDrift, isLatency } from '../any-result.ts'
import { driftCases } from './drift-cases.ts'
import { latencyCases } from './latency-cases.ts'
import type { ReportCase } from './report-case.ts'
import { resultCases } from './result-cases.ts'

/** Everything that a result judged, one case a thing: what every report for machines is made of. */
export function casesOf(result: AnyResult): ReportCase[] {
  if (isDrift(result)) return driftCases(result)
  return isLatency(result) ? latencyCases(result) : resultCases(result)
}
