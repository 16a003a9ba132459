import { describe, expect, test } from 'vitest'
import type { Result, ScenarioResult } from '../result.ts'
import { cells, feature, mismatch, sampleResult } from '../testing/sample-result.ts'
import { type RenderOptions, renderResult } from './render-result.ts'

const paths = { history: '.plumbline/runs/0192', result: '.plumbline/runs/0192/result.json' }
const plain = (result: Result, more: Partial<RenderOptions> = {}) => {
  return renderResult(result, { color: false, width: 80, paths, ...more })
}

const skew = sampleResult({
  verdict: 'skew',
  exitCode: 1,
  sentences: [
    'spend_24h is wrong online: 41 of 3,800 served values (1.08 %, 95 % interval 0.78–1.46 %), budget 0',
    'probe rows are missing',
  ],
  cells: cells({ compared: 7_600, equal: 7_556, defect: 41, staleness: 2, error: 1, lateData: 1_332 }),
  features: {
    attempts_1h: feature('attempts_1h', {
      cells: cells({ compared: 3_800, equal: 3_797, staleness: 2, error: 1, lateData: 310 }),
    }),
    spend_24h: feature('spend_24h', {
      cells: cells({ compared: 3_800, equal: 3_759, defect: 41, lateData: 1_022 }),
    }),
  },
  mismatches: [
    mismatch(),
    mismatch({ probe_id: 18 }),
    mismatch({
      feature: 'attempts_1h',
      part: 'staleness',
      served: '3',
      as_known: '4',
      as_known_state: 'present',
      lag_us: 1_500_000,
    }),
    mismatch({ feature: 'spend_24h', part: 'late-data', side: 'none' }),
  ],
  mismatchTotals: { defect: 41, leak: 0, staleness: 2, 'late-data': 1_332 },
  notes: ['spend_24h declares a tolerance: relative 0, absolute 0.01'],
})

describe('one History', () => {
  test('a passing run says what it did, and how long it took', () => {
    expect(plain(sampleResult())).toBe(`PASS   all 7,600 served values equal point-in-time recomputation

  feature      compared  equal  defect  stale  late data
  spend_24h       3,800  3,800       0      0      1,022
  attempts_1h     3,800  3,800       0      0        310
  all             7,600  7,600       0      0      1,332

  compared    7,600 served values, no training set, 3,800 probes
  seeds       42
  checks      values pass, drift skipped (no drift stage)
  store       reference (simulated)
  took        12.3 s

  history     .plumbline/runs/0192
  result      .plumbline/runs/0192/result.json        exit 0
`)
  })

  test('a failing one says first what is wrong, then shows it', () => {
    expect(plain(skew)).toBe(`SKEW   spend_24h is wrong online: 41 of 3,800 served values (1.08 %, 95 %
       interval 0.78–1.46 %), budget 0
       probe rows are missing

  feature      compared  equal  defect  stale  error  late data
  spend_24h       3,800  3,759      41      0      0      1,022
  attempts_1h     3,800  3,797       0      2      1        310
  all             7,600  7,556      41      2      1      1,332

  spend_24h, defect at account "a 17", 2026-03-01T12:00:00Z, probe 17
  (boundaries, seed 7)
    served 9.5, but as known null (not-found)

  and 40 more in mismatches.parquet

  compared    7,600 served values, no training set, 3,800 probes
  seeds       42
  checks      values pass, drift skipped (no drift stage)
  store       reference (simulated)
  took        12.3 s

  note        spend_24h declares a tolerance: relative 0, absolute 0.01

  history     .plumbline/runs/0192
  result      .plumbline/runs/0192/result.json        exit 1
`)
  })

  test('staleness is told only where it broke a freshness SLO, and a read ahead of T is no lag', () => {
    const stale = (lag_us: number, feature: string) => mismatch({ ...late, lag_us, feature })
    const late = { part: 'staleness', served: '3', as_known: '4', as_known_state: 'present' } as const
    const mismatches = [stale(1_500_000, 'a'), stale(-40, 'b'), stale(0, 'c')]
    const mismatchTotals = { defect: 0, leak: 0, staleness: 7, 'late-data': 0 }
    const told = (verdict: 'pass' | 'fail') => {
      const checks: Result['checks'] = [{ name: 'freshness', verdict, detail: '3 stale values' }]
      return plain(sampleResult({ mismatches, mismatchTotals, checks }))
    }
    expect(told('fail')).toContain('served 3, but as known 4: 1.5 s behind\n')
    expect(told('fail')).toContain('served 3, but as known 4: the read was 40 µs ahead of T\n')
    expect(told('fail')).toContain('served 3, but as known 4: the read was ahead of T\n')
    expect(told('fail')).toContain('and 4 more in mismatches.parquet')
    expect(told('pass')).not.toMatch(/staleness at|mismatches\.parquet/)
  })

  test('leaks show what was trained on, and late data its rows and mean difference', () => {
    const training = { compared: 100, equal: 96, leak: 3, defect: 1 }
    const result = sampleResult({
      verdict: 'skew',
      exitCode: 1,
      sentences: ['spend_24h is wrong offline'],
      cells: cells({ compared: 100, equal: 100, training }),
      trainingRows: { compared: 100, missing: 1, several: 0, unused: 0 },
      features: {
        spend_24h: feature('spend_24h', {
          cells: cells({ compared: 100, equal: 100, lateData: 7, training }),
          lateData: { rows: 7, judged: 100, numericRows: 7, meanAbsoluteDifference: 12.3456 },
        }),
      },
      mismatches: [
        mismatch({ feature: null, part: 'defect', side: 'offline', served: null, as_known: null }),
        mismatch({
          part: 'leak',
          side: 'offline',
          training: '12',
          as_trained: '3',
          as_trained_state: 'present',
        }),
      ],
      mismatchTotals: { defect: 2, leak: 3, staleness: 0, 'late-data': 7 },
    })
    expect(plain(result)).toContain(`
  feature, offline  compared  equal  leak  defect  not judged
  spend_24h              100     96     3       1           0

  late data  rows   of   share  mean |difference|
  spend_24h     7  100  7.00 %              12.35

  training row, defect at account "a 17", 2026-03-01T12:00:00Z, probe 17
  (boundaries, seed 7)
    the training set has no row of this probe, or several

  spend_24h, leak at account "a 17", 2026-03-01T12:00:00Z, probe 17 (boundaries,
  seed 7)
    trained on 12, but as trained 3, as known null (not-found)
`)
  })
})

describe('many scenarios', () => {
  const scenario = (name: string, features: ScenarioResult['features']): ScenarioResult => {
    return {
      scenario: name,
      runs: 5,
      rows: 50,
      cells: Object.values(features)[0] ?? cells({}),
      features,
      missed: [],
    }
  }
  const many = sampleResult({
    scenarios: [
      scenario('steady', {
        spend_24h: cells({ compared: 9, equal: 9 }),
        attempts_1h: cells({ compared: 9, equal: 8, staleness: 1 }),
      }),
      scenario('boundaries', {
        spend_24h: cells({ compared: 9, equal: 2, defect: 7, training: { leak: 5 } }),
      }),
      scenario('silence', {
        spend_24h: cells({ compared: 9, equal: 8, error: 1 }),
        attempts_1h: cells({ compared: 9, notJudged: 9 }),
      }),
    ],
    provenance: { ...sampleResult().provenance, seeds: { first: 42, runs: 5 } },
  })

  test('feature × scenario says of each pair what became of it', () => {
    expect(plain(many)).toContain(`
  feature      1   2  3
  spend_24h    =  12  !
  attempts_1h  ~      ?

  = all equal   ~ some stale   ! some not answered   ? none judged   a number:
  cells that are wrong

  #  scenario    runs  probes  compared  wrong  stale  late data
  1  steady         5      50         9      0      0          0
  2  boundaries     5      50         9     12      0          0
  3  silence        5      50         9      0      0          0

  feature      compared  equal  defect  stale  late data  worst scenario
  spend_24h       3,800  3,800       0      0      1,022  –
  attempts_1h     3,800  3,800       0      0        310  –
  all             7,600  7,600       0      0      1,332
`)
    expect(plain(many)).toContain('3 scenarios in\n              15 runs')
    expect(plain(many)).toContain('  seeds       42 to 46, 5 of each scenario\n')
  })

  test('where the columns take two blocks, a block lists the features that it says something of', () => {
    const names = Array.from({ length: 12 }, (_, i) => `feature_${i}`)
    const features = Object.fromEntries(names.map(name => [name, feature(name)]))
    const scenarios = names.map(name =>
      scenario(`with ${name}`, { [name]: cells({ compared: 1, equal: 1 }) }),
    )
    const text = plain(sampleResult({ features, scenarios }), { width: 40 })
    const marked = text.split('\n').filter(line => /^ {2}feature_\d+ +=$/.test(line))
    expect(text.match(/^ {2}feature +\d/gm)).toHaveLength(2)
    expect(marked).toHaveLength(12)
  })

  test('nothing but a path is wider than the terminal, however many features and scenarios there are', () => {
    const names = Array.from({ length: 45 }, (_, i) => `a_feature_with_quite_a_long_name_${i}`)
    const counts = cells({
      compared: 123_456,
      equal: 123_000,
      defect: 400,
      staleness: 50,
      error: 6,
      notJudged: 0,
    })
    const features = Object.fromEntries(names.map(name => [name, feature(name, { cells: counts })]))
    const byName = Object.fromEntries(names.map(name => [name, counts]))
    const scenarios = Array.from({ length: 40 }, (_, i) => scenario(`scenario-${i}`, byName))
    const wide = sampleResult({ features, scenarios, cells: counts })
    for (const width of [60, 80, 120]) {
      const lines = plain(wide, { width }).split('\n')
      expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(width)
      expect(lines.some(line => line.includes('all 45 features'))).toBe(true)
    }
  })
})

test('colour paints words and changes no letter', () => {
  const painted = renderResult(skew, { color: true, width: 80, paths })
  const esc = String.fromCharCode(27)
  expect(painted).toContain(`${esc}[1m${esc}[31mSKEW${esc}[39m${esc}[22m`)
  expect(painted.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(plain(skew))
})

test('a long verdict word keeps its blank', () => {
  expect(
    plain(sampleResult({ verdict: 'inconclusive', exitCode: 2, sentences: ['nothing could be judged'] })),
  ).toMatch(/^INCONCLUSIVE {2}nothing could be judged\n/)
})
