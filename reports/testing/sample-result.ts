import type { Cells, FeatureResult, MismatchResult, Result } from '../result.ts'

/** Counts for a test; what is not given is 0. */
export function cells(
  counts: Partial<Omit<Cells, 'training'>> & { training?: Partial<Cells['training']> },
): Cells {
  const { training, ...served } = counts
  const none = { compared: 0, equal: 0, defect: 0, staleness: 0, notJudged: 0, error: 0, lateData: 0 }
  return {
    ...none,
    ...served,
    training: { compared: 0, equal: 0, leak: 0, defect: 0, notJudged: 0, ...training },
  }
}

export function feature(column: string, more: Partial<FeatureResult> = {}): FeatureResult {
  return {
    target: 'fraud',
    column,
    kind: 'stored',
    type: 'float',
    tolerance: null,
    cells: cells({}),
    causes: [],
    rate: null,
    lags: null,
    lateData: null,
    firstMismatch: null,
    lastMismatch: null,
    worstScenario: null,
    ...more,
  }
}

export function mismatch(more: Partial<MismatchResult> = {}): MismatchResult {
  return {
    scenario: 'boundaries',
    seed: 7,
    target: 'fraud',
    probe_id: 17,
    account: 'a 17',
    as_of: '2026-03-01T12:00:00Z',
    feature: 'spend_24h',
    served: '9.5',
    training: null,
    as_known: 'null',
    as_trained: 'null',
    as_applied: 'null',
    part: 'defect',
    side: 'online',
    cause: null,
    lag_us: null,
    served_state: 'present',
    as_known_state: 'not-found',
    as_trained_state: 'not-found',
    as_applied_state: 'not-found',
    ...more,
  }
}

/** A run over one scenario that found nothing wrong. */
export function sampleResult(more: Partial<Result> = {}): Result {
  const all = cells({ compared: 7_600, equal: 7_600, lateData: 1_332 })
  return {
    schema: 'plumbline.result/1',
    verdict: 'pass',
    exitCode: 0,
    sentences: ['all 7,600 served values equal point-in-time recomputation'],
    cells: all,
    rate: { hits: 0, of: 7_600, low: 0, high: 0.00039, confidence: 0.95, sides: 1 },
    rows: 3_800,
    trainingRows: null,
    features: {
      spend_24h: feature('spend_24h', { cells: cells({ compared: 3_800, equal: 3_800, lateData: 1_022 }) }),
      attempts_1h: feature('attempts_1h', { cells: cells({ compared: 3_800, equal: 3_800, lateData: 310 }) }),
    },
    scenarios: [{ scenario: 'late-events', runs: 1, rows: 3_800, cells: all, features: {}, missed: [] }],
    checks: [
      { name: 'values', verdict: 'pass', detail: 'no defect in 7,600 judged served values' },
      { name: 'drift', verdict: 'skipped', reason: 'no drift stage' },
    ],
    lags: null,
    mismatches: [],
    cases: [],
    mismatchTotals: { defect: 0, leak: 0, staleness: 0, 'late-data': 1_332 },
    log: [],
    selfCheck: null,
    canary: null,
    drift: null,
    sample: null,
    notes: [],
    notRun: [],
    provenance: {
      versions: { plumbline: '0.1.0' },
      store: { name: 'reference', stack: 'simulated' },
      definitions: [{ name: 'fraud', version: 3, hash: 'abc' }],
      seeds: { first: 42, runs: 1 },
      options: {},
      durations: { total: 12_345 },
    },
    ...more,
  }
}
