import { formatCount, formatMany } from '../format.ts'
import type { Cells, Result, ScenarioResult } from '../result.ts'
import type { ReportCase } from './report-case.ts'

/** A case for each feature in each scenario, one for each check, and one for what was not run. */
export function resultCases(result: Result): ReportCase[] {
  const features = result.scenarios.flatMap(scenario =>
    Object.entries(scenario.features).map(([name, cells]) => featureCase(result, scenario, name, cells)),
  )
  const checks = result.checks.map((check): ReportCase => {
    const message = check.verdict === 'skipped' ? check.reason : check.verdict === 'pass' ? '' : check.detail
    return { suite: 'checks', name: check.name, status: check.verdict, message, detail: '', count: 1 }
  })
  const notRun = result.notRun.map(
    ({ what, reason }): ReportCase => ({
      suite: 'not run',
      name: what,
      status: 'skipped',
      message: reason,
      detail: '',
      count: 0,
    }),
  )
  return [...features, ...checks, ...notRun]
}

function featureCase(result: Result, { scenario }: ScenarioResult, name: string, cells: Cells): ReportCase {
  const wrong = cells.defect + cells.training.leak + cells.training.defect
  const base = { suite: scenario ?? 'audit', name, count: cells.compared + cells.training.compared }
  if (wrong > 0)
    return {
      ...base,
      status: 'fail',
      message: whatIsWrong(result, name, cells),
      detail: causesOf(result, name),
      causes: (result.features[name]?.causes ?? []).map(({ cause, side }) => `${cause} (${side})`),
    }
  if (cells.error > 0) {
    const message = `${formatMany(cells.error, 'value')} of ${formatCount(cells.compared)} could not be judged: the store answered with an error, or not at all`
    return { ...base, status: 'inconclusive', message, detail: '' }
  }
  if (cells.equal + cells.staleness + cells.training.equal === 0)
    return { ...base, status: 'inconclusive', message: 'nothing was compared', detail: '' }
  return { ...base, status: 'pass', message: '', detail: '' }
}

/** The proof of the weightiest cause where there is one, else the counts. */
function whatIsWrong(result: Result, name: string, { defect, training, compared }: Cells): string {
  const counts = [
    defect > 0 ? `${formatCount(defect)} of ${formatMany(compared, 'served value')} wrong` : '',
    training.leak > 0 ? `${formatMany(training.leak, 'training value')} leaked` : '',
    training.defect > 0 ? `${formatMany(training.defect, 'training value')} wrong` : '',
  ].filter(text => text !== '')
  const [cause] = result.features[name]?.causes ?? []
  return cause === undefined ? counts.join(', ') : `${cause.cause}: ${cause.proof} (${counts.join(', ')})`
}

function causesOf(result: Result, name: string): string {
  return (result.features[name]?.causes ?? [])
    .map(
      ({ cause, side, does, mend, proof }) =>
        `${cause} (${side}): the store ${does}\n${proof}\nTo mend it: ${mend}`,
    )
    .join('\n\n')
}
