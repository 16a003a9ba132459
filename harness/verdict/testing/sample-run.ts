import { cells, sampleResult } from '../../../reports/testing/sample-result.ts'
import type { CellCounts } from '../../diff/cell-counts.ts'
import type { FeatureTally, TallyResult } from '../../diff/tally.ts'
import type { RunFacts } from '../run-facts.ts'

/** One feature of document `d`, for a test. */
export function featureTally(
  column: string,
  counts: CellCounts,
  more: Partial<FeatureTally> = {},
): FeatureTally {
  return {
    target: 'd',
    column,
    kind: 'stored',
    type: 'float',
    tolerance: null,
    cells: counts,
    lags: null,
    late: { rows: 0, judged: 0, numericRows: 0, meanAbsoluteDifference: null },
    overflowed: 0,
    firstMismatch: null,
    lastMismatch: null,
    ...more,
  }
}

/** What a tally of one scenario and one feature gives, for a test. */
export function tallyResult(
  counts: Parameters<typeof cells>[0],
  more: Partial<TallyResult> = {},
): TallyResult {
  const all = cells(counts)
  return {
    cells: all,
    rows: all.compared,
    trainingRows: { compared: 0, missing: 0, several: 0 },
    features: [featureTally('spend', all)],
    scenarios: [
      {
        scenario: 'steady',
        runs: 1,
        rows: all.compared,
        cells: all,
        features: [{ target: 'd', column: 'spend', cells: all }],
      },
    ],
    lags: null,
    mismatches: [],
    mismatchTotals: { defect: 0, leak: 0, staleness: 0, 'late-data': 0 },
    searchesCut: 0,
    ...more,
  }
}

/** A run in which nothing is amiss but what the test says. */
export function runFacts(more: Partial<RunFacts> = {}): RunFacts {
  return {
    budgets: { freshnessSlo: null, lateDataShare: null },
    log: [{ source: 'log', records: 10, accepted: 10, rejects: {}, conflicts: 0, raised: 0 }],
    arrivalTimes: true,
    unusedTrainingRows: null,
    mustHappen: null,
    selfCheck: null,
    drift: null,
    nothingToProve: null,
    sample: null,
    notes: [],
    notRun: [],
    provenance: sampleResult().provenance,
    ...more,
  }
}
