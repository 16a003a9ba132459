import { proofRecordOf } from '../proof-record.ts'
import type { CauseResult, Picture, Result } from '../result.ts'
import { proof } from './sample-proof.ts'
import { cells, feature, mismatch, sampleResult } from './sample-result.ts'

/** A name that would be code wherever one forgets to escape it. */
export const hostileName = `</script><img src=x onerror="document.title='owned'">\u{202e}&amp;'"\`\u{0}`

const cause: CauseResult = {
  cause: 'as-of-boundary',
  side: 'online',
  wrongSide: 'online',
  does: 'reads closed: left as closed: right',
  mend: 'compare event times with T by < for closed: left',
  explained: 41,
  mismatches: 41,
  contradicted: 0,
  matches: 7_559,
  mismatchesOf: 41,
  matchesOf: 7_559,
  confidence: 1,
  proof: 'account "a 17" at 2026-03-01T12:00:00Z: served 9.5; point-in-time gives null',
  ruledOut: ['late-dropped'],
}

function wrongRun(name: string, more: Partial<Result> = {}): Result {
  const wrong = cells({ compared: 7_600, equal: 7_559, defect: 41, lateData: 12 })
  return sampleResult({
    verdict: 'skew',
    exitCode: 1,
    sentences: [`${name} is wrong online: 41 of 7,600 served values`],
    cells: wrong,
    features: {
      [name]: feature(name, {
        cells: wrong,
        causes: [cause],
        rate: { hits: 41, of: 7_600, low: 0.0039, high: 0.0073, confidence: 0.95, sides: 2 },
        firstMismatch: '2026-03-01T12:00:00Z',
        lastMismatch: '2026-03-02T12:00:00Z',
        worstScenario: 'boundaries',
      }),
    },
    scenarios: [
      { scenario: 'boundaries', runs: 1, rows: 3_800, cells: wrong, features: { [name]: wrong }, missed: [] },
    ],
    checks: [{ name: 'values', verdict: 'fail', detail: '41 defects' }],
    mismatches: [mismatch({ feature: name, cause: 'as-of-boundary' })],
    mismatchTotals: { defect: 41, leak: 0, staleness: 0, 'late-data': 12 },
    cases: [
      {
        folder: 'cases/1',
        target: 'fraud',
        feature: name,
        side: 'online',
        cause: 'as-of-boundary',
        events: 1,
        probes: 1,
        tries: 25,
        minimal: true,
        proof: cause.proof,
        expected: 'null',
        served: '9.5',
      },
    ],
    ...more,
  })
}

const none = cells({})

/** A counterexample in which every text is hostile. */
const hostilePicture: Picture = {
  folder: 'cases/1',
  target: hostileName,
  feature: hostileName,
  side: 'online',
  cause: hostileName,
  key: hostileName,
  asOf: '2026-03-01T12:00:00Z',
  window: { from: '2026-03-01T11:00:00Z', to: '2026-03-01T12:00:00Z', closed: 'left' },
  events: [
    {
      id: hostileName,
      revision: '0',
      op: hostileName,
      eventTime: '2026-03-01T12:00:00Z',
      arrivalTime: '2026-03-01T12:00:00.004210Z',
      fields: hostileName,
      counts: false,
    },
  ],
  eventsOf: 1,
  given: JSON.stringify(hostileName),
  expected: 'null',
  steps: [
    { at: '2026-03-01T12:00:00Z', value: 'null' },
    { at: '2026-03-01T12:00:00.000001Z', value: JSON.stringify(hostileName) },
  ],
  answers: [],
}

/** Runs of every kind that a page has to show. */
export const reportRuns: Readonly<Record<string, Result>> = {
  passing: sampleResult({ trackRecord: proofRecordOf(proof(), '2026-11-24T13:08:43Z') }),
  failing: wrongRun('spend_24h'),
  inconclusive: sampleResult({
    verdict: 'inconclusive',
    exitCode: 2,
    sentences: ['late-events did not happen: 0 late events, 100 wanted'],
    scenarios: [
      {
        scenario: 'late-events',
        runs: 1,
        rows: 3_800,
        cells: none,
        features: {},
        missed: [{ happening: 'late', wanted: 100, happened: 0 }],
      },
    ],
  }),
  broken: sampleResult({
    verdict: 'broken',
    exitCode: 3,
    sentences: ['two evaluators disagree on 3 of 1,452 cells'],
    selfCheck: { sampled: 1_452, disagreements: 3 },
    canary: { mutant: 'late-behind-watermark', scenario: 'late-events', seed: 1, wrongCells: 0 },
  }),
  empty: sampleResult({
    verdict: 'inconclusive',
    exitCode: 2,
    sentences: [],
    cells: none,
    rows: 0,
    rate: null,
    features: {},
    scenarios: [],
    checks: [],
    mismatchTotals: { defect: 0, leak: 0, staleness: 0, 'late-data': 0 },
  }),
  hostile: wrongRun(hostileName, {
    pictures: [hostilePicture],
    sentences: [hostileName],
    notes: [hostileName],
    notRun: [{ what: hostileName, reason: hostileName }],
    regions: {
      names: [hostileName, 'b'],
      pairs: 90,
      lags: 3,
      diverged: 1,
      divergences: [
        {
          regions: [hostileName, 'b'],
          target: hostileName,
          feature: hostileName,
          key: hostileName,
          values: [hostileName, 'null'],
          as_of: '2026-03-01T12:00:00Z',
          wrong: [hostileName],
        },
      ],
      converged: null,
      convergeWithin: 60_000_000,
    },
    coverage: {
      runs: 1,
      cells: 40,
      of: 7_600,
      marks: 5,
      hits: { [hostileName]: 3 },
      missing: [hostileName],
      idle: [hostileName],
    },
    relations: [0, 3].map(differing => ({
      relation: hostileName,
      says: hostileName,
      knows: hostileName,
      notRun: null,
      pairs: 2,
      compared: 80,
      differing,
      example: differing > 0 ? hostileName : null,
      folder: null,
    })),
    suppressions: (['active', 'expired', 'idle'] as const).map(state => ({
      feature: hostileName,
      cause: 'stale',
      owner: hostileName,
      reason: hostileName,
      expires: '2027-01-01T00:00:00Z',
      state,
    })),
    log: [
      {
        source: hostileName,
        records: 1,
        accepted: 1,
        rejects: { [hostileName]: 1 },
        conflicts: 0,
        raised: 0,
      },
    ],
  }),
}

/** A run of 300 features in 60 scenarios, a million mismatches, and values as long as books. */
export function hugeRun(): Result {
  const perFeature = cells({
    compared: 40_000,
    equal: 36_000,
    defect: 3_334,
    staleness: 666,
    lateData: 5_000,
  })
  const names = Array.from({ length: 300 }, (_, i) => `feature_number_${i}_of_a_document_with_long_names`)
  const long = JSON.stringify('x'.repeat(20_000))
  return sampleResult({
    verdict: 'skew',
    exitCode: 1,
    sentences: Array.from({ length: 300 }, (_, i) => `feature ${i} is wrong online: ${long}`),
    cells: cells({
      compared: 12_000_000,
      equal: 10_800_000,
      defect: 1_000_200,
      staleness: 199_800,
      lateData: 1_500_000,
    }),
    features: Object.fromEntries(
      names.map(name => [
        name,
        feature(name, {
          cells: perFeature,
          causes: Array.from({ length: 5 }, () => ({ ...cause, proof: long })),
          firstMismatch: '2026-03-01T12:00:00Z',
        }),
      ]),
    ),
    scenarios: Array.from({ length: 60 }, (_, i) => ({
      scenario: `scenario ${i}`,
      runs: 100,
      rows: 10_000,
      cells: perFeature,
      features: Object.fromEntries(names.map(name => [name, perFeature])),
      missed: [],
    })),
    mismatches: Array.from({ length: 1_000 }, (_, i) =>
      mismatch({ feature: names[i % 300] ?? null, served: long, as_known: long, probe_id: i }),
    ),
    mismatchTotals: { defect: 1_000_200, leak: 0, staleness: 199_800, 'late-data': 1_500_000 },
    notes: Array.from({ length: 5_000 }, () => long),
    notRun: Array.from({ length: 5_000 }, () => ({ what: long, reason: long })),
  })
}
