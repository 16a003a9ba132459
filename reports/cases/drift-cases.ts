import type { DriftResult } from '../drift-result.ts'
import type { ReportCase } from './report-case.ts'

/** A case for each feature of each comparison. */
export function driftCases({ comparisons, paired }: DriftResult): ReportCase[] {
  const unpaired = comparisons.flatMap(({ name, features, notCompared }) => [
    ...features.map(
      ({ column, verdict, sentence, rows, notes }): ReportCase => ({
        suite: name,
        name: column,
        status: verdict,
        message: verdict === 'pass' ? '' : sentence,
        detail: notes.join('\n'),
        count: rows.reference + rows.current,
      }),
    ),
    ...notCompared.map(
      ({ column, reason }): ReportCase => ({
        suite: name,
        name: column,
        status: 'skipped',
        message: reason,
        detail: '',
        count: 0,
      }),
    ),
  ])
  const pairs = paired.flatMap(({ name, features }) =>
    features.map(
      ({ column, verdict, sentence, compared }): ReportCase => ({
        suite: `${name}, in pairs`,
        name: column,
        status: verdict,
        message: verdict === 'pass' ? '' : sentence,
        detail: '',
        count: compared,
      }),
    ),
  )
  return [...unpaired, ...pairs]
}
