import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CheckName, type LogResult, type Result, resultSchema } from '../../reports/result.ts'
import { cells } from '../../reports/testing/sample-result.ts'
import type { Mismatch } from '../diff/mismatch.ts'
import type { TallyResult } from '../diff/tally.ts'
import { buildResult } from './build-result.ts'
import type { RunFacts } from './run-facts.ts'
import { featureTally, runFacts, tallyResult } from './testing/sample-run.ts'

const clean = { compared: 1_000, equal: 1_000 }
const defective = { compared: 1_000, equal: 959, defect: 41 }

function resultOf(tally: TallyResult, facts: Partial<RunFacts> = {}): Result {
  const result = buildResult(tally, runFacts(facts))
  expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
  return result
}

const verdict = (tally: TallyResult, facts: Partial<RunFacts> = {}) => {
  const { verdict, exitCode } = resultOf(tally, facts)
  return `${verdict} ${exitCode}`
}
const checkOf = (result: Result, name: CheckName) => result.checks.find(check => check.name === name)

test('sums outside 64 bits are counted by feature, and said', () => {
  const all = cells(clean)
  const tally = tallyResult(clean, {
    features: [featureTally('spend', all), featureTally('units', all, { overflowed: 7 })],
  })
  const { features, notes } = resultOf(tally)
  expect([features.spend?.overflowed, features.units?.overflowed]).toEqual([undefined, 7])
  expect(notes.join()).toContain('outside 64 bits: units in 7 recomputed values')
})

describe('verdicts and exit codes (docs/architecture.md § Verdicts)', () => {
  test('all equal passes', () => {
    expect(verdict(tallyResult(clean))).toBe('pass 0')
  })

  test('one defect is skew: the budget is 0', () => {
    expect(verdict(tallyResult({ compared: 1_000, equal: 999, defect: 1 }))).toBe('skew 1')
  })

  test('one leak, one offline defect, one probe without a training row or with two is skew', () => {
    const facts = { unusedTrainingRows: 0 }
    const training = (counts: object) =>
      tallyResult({ ...clean, training: { compared: 9, equal: 8, ...counts } })
    expect(verdict(training({ leak: 1 }), facts)).toBe('skew 1')
    expect(verdict(training({ defect: 1 }), facts)).toBe('skew 1')
    expect(verdict(training({ equal: 9 }), facts)).toBe('pass 0')
    const rows = (trainingRows: TallyResult['trainingRows']) => ({ ...training({ equal: 9 }), trainingRows })
    expect(verdict(rows({ compared: 9, missing: 1, several: 0 }), facts)).toBe('skew 1')
    expect(verdict(rows({ compared: 9, missing: 0, several: 1 }), facts)).toBe('skew 1')
  })

  test('nothing is never a pass', () => {
    expect(verdict(tallyResult({}))).toBe('inconclusive 2')
    expect(verdict(tallyResult({ compared: 5, notJudged: 5 }))).toBe('inconclusive 2')
    expect(verdict(tallyResult({ compared: 5, error: 5 }))).toBe('inconclusive 2')
    expect(verdict(tallyResult({}, { scenarios: [], features: [] }))).toBe('inconclusive 2')
  })

  test('a single error makes it at best inconclusive, and a defect still outranks that', () => {
    expect(verdict(tallyResult({ compared: 1_000, equal: 999, error: 1 }))).toBe('inconclusive 2')
    expect(verdict(tallyResult({ compared: 1_000, equal: 998, error: 1, defect: 1 }))).toBe('skew 1')
  })

  test('a scenario in which nothing was judged is not covered by another in which much was', () => {
    const [scenario] = tallyResult(clean).scenarios
    const idle = { ...scenario!, scenario: 'idle', cells: cells({ compared: 3, error: 0, notJudged: 3 }) }
    expect(verdict(tallyResult(clean, { scenarios: [scenario!, idle] }))).toBe('inconclusive 2')
  })

  test('a training set of which nothing could be judged is not passed over', () => {
    expect(verdict(tallyResult(clean), { unusedTrainingRows: 0 })).toBe('inconclusive 2')
  })

  test('evaluators that disagree break the run; skew outranks broken, broken outranks inconclusive', () => {
    const selfCheck = { sampled: 100, disagreements: 1 }
    expect(verdict(tallyResult(clean), { selfCheck })).toBe('broken 3')
    expect(verdict(tallyResult(defective), { selfCheck })).toBe('skew 1')
    expect(verdict(tallyResult({}), { selfCheck })).toBe('broken 3')
    expect(verdict(tallyResult(clean), { selfCheck: { sampled: 100, disagreements: 0 } })).toBe('pass 0')
    expect(verdict(tallyResult(clean), { unsettled: 1 })).toBe('skew 1')
    const canary = { mutant: 'head-included', scenario: 'boundaries', seed: 1, wrongCells: 0 }
    expect(verdict(tallyResult(clean), { canary })).toBe('broken 3')
    expect(verdict(tallyResult(defective), { canary })).toBe('skew 1')
    expect(verdict(tallyResult(clean), { canary: { ...canary, wrongCells: 1 } })).toBe('pass 0')
  })

  test('what must happen and did not makes it inconclusive', () => {
    const missed = [{ happening: 'late', wanted: 100, happened: 3 }]
    const result = resultOf(tallyResult(clean), { mustHappen: new Map([['steady', missed]]) })
    expect(result.verdict).toBe('inconclusive')
    expect(result.sentences).toEqual(['what had to happen did not: steady: late 3 of 100'])
    expect(result.scenarios[0]?.missed).toEqual(missed)
    expect(verdict(tallyResult(clean), { mustHappen: new Map([['steady', []]]) })).toBe('pass 0')
  })
})

describe('declared budgets', () => {
  const lags = { count: 3, median: 5, p90: 9, p99: 9, max: 2_000_000, overSlo: 1 }
  const stale = tallyResult({ compared: 1_000, equal: 997, staleness: 3 }, { lags })

  test('staleness fails against a freshness SLO only', () => {
    expect(verdict(stale)).toBe('pass 0')
    expect(checkOf(resultOf(stale), 'freshness')).toMatchObject({ verdict: 'skipped' })
    const failed = resultOf(stale, { budgets: { freshnessSlo: 1_000_000, lateDataShare: null } })
    expect(failed.verdict).toBe('skew')
    expect(failed.sentences).toEqual([
      'freshness: 1 of 3 stale values, the latest by 2 s, above the SLO of 1 s',
    ])
    const kept = tallyResult({ compared: 1_000, equal: 997, staleness: 3 }, { lags: { ...lags, overSlo: 0 } })
    expect(verdict(kept, { budgets: { freshnessSlo: 3_000_000, lateDataShare: null } })).toBe('pass 0')
  })

  test('late data fails against a declared budget only, by the worst feature and not the total', () => {
    const late = (rows: number) => ({ rows, judged: 100, numericRows: rows, meanAbsoluteDifference: 1 })
    const features = [
      featureTally('a', cells(clean), { late: late(0) }),
      featureTally('b', cells(clean), { late: late(30) }),
    ]
    const tally = tallyResult({ ...clean, lateData: 30 }, { features })
    expect(verdict(tally)).toBe('pass 0')
    const budgets = (lateDataShare: number) => ({ budgets: { freshnessSlo: null, lateDataShare } })
    expect(verdict(tally, budgets(0.2))).toBe('skew 1')
    expect(verdict(tally, budgets(0.3))).toBe('pass 0')
    expect(verdict(tally, { ...budgets(0.3), arrivalTimes: false })).toBe('inconclusive 2')
    const blind = resultOf(tally, { arrivalTimes: false })
    expect(checkOf(blind, 'late-data')).toMatchObject({
      verdict: 'skipped',
      reason: expect.stringMatching(/arrival_time/),
    })
    expect(blind.notes.join()).toMatch(/late data could not be judged/)
  })
})

describe('the verdict’s sentences', () => {
  test('one wrong feature is named, with its rate, its interval and the budget', () => {
    const result = resultOf(tallyResult({ compared: 7_600, equal: 7_559, defect: 41 }))
    expect(result.sentences).toEqual([
      'spend is wrong online: 41 of 7,600 served values (0.54 %, 95 % interval 0.39–0.73 %), budget 0',
    ])
  })

  test('of several the most wrong is named, and the total is counted, not the largest', () => {
    const features = [
      featureTally('a', cells({ compared: 10, equal: 9, defect: 1 })),
      featureTally('b', cells({ compared: 10, equal: 7, defect: 3 })),
    ]
    const tally = tallyResult({ compared: 20, equal: 16, defect: 4 }, { features })
    expect(resultOf(tally).sentences).toEqual([
      '2 features are wrong online, b the most: 4 of 20 served values (20.0 %, 95 % interval 5.73–43.7 %), budget 0',
    ])
  })

  test('most records rejected is said first, whatever else is wrong', () => {
    const log: LogResult[] = [
      {
        source: 'a',
        records: 10,
        accepted: 4,
        rejects: { 'no-key': 2, 'illegal-value': 4 },
        conflicts: 0,
        raised: 0,
      },
      { source: 'b', records: 10, accepted: 5, rejects: { 'no-id': 5 }, conflicts: 0, raised: 0 },
    ]
    const result = resultOf(tallyResult(defective), { log })
    expect(result.sentences[0]).toBe(
      'most records of the log were rejected: a 6 of 10 (illegal-value 4, no-key 2)',
    )
    expect(result.sentences[1]).toMatch(/^spend is wrong online/)
    expect(resultOf(tallyResult(clean), { log }).sentences).toEqual([
      'most records of the log were rejected: a 6 of 10 (illegal-value 4, no-key 2)',
      expect.stringMatching(/^all 1,000 served values equal/),
    ])
    const half = resultOf(tallyResult(clean), { log: log.slice(1) })
    expect(half.verdict).toBe('pass')
    expect(checkOf(half, 'log')).toEqual({
      name: 'log',
      verdict: 'pass',
      detail: '10 records, rejected: b 5 of 10 (no-id 5)',
    })
  })

  test('a log of which nothing was accepted proves nothing', () => {
    const log = [{ source: 'a', records: 3, accepted: 0, rejects: { 'no-id': 3 }, conflicts: 0, raised: 0 }]
    const result = resultOf(tallyResult(clean), { log })
    expect(result.verdict).toBe('inconclusive')
    expect(result.sentences).toEqual([
      'most records of the log were rejected: a 3 of 3 (no-id 3)',
      'every record of a was rejected',
    ])
  })

  test('wrong offline tells leaks from defects, and missing rows', () => {
    const counts = { ...clean, training: { compared: 100, equal: 88, leak: 10, defect: 2 } }
    const tally = tallyResult(counts, { trainingRows: { compared: 100, missing: 1, several: 2 } })
    expect(resultOf(tally, { unusedTrainingRows: 0 }).sentences).toEqual([
      'spend is wrong offline: 12 of 100 training values (12.0 %, 95 % interval 6.36–20.0 %), 10 leaks and 2 defects, budget 0',
      '1 probe has no training row',
      '2 probes have several training rows',
    ])
  })

  test('a pass says how much it rests on, and how much it could not have seen', () => {
    expect(resultOf(tallyResult({ compared: 10_000, equal: 10_000 })).sentences).toEqual([
      'all 10,000 served values equal point-in-time recomputation (at most 0.030 % of such values differ, 95 % sure)',
    ])
    expect(resultOf(tallyResult({ compared: 10, equal: 8, staleness: 2 })).sentences[0]).toMatch(
      /^8 of 10 served values equal point-in-time recomputation, 2 are stale, none is wrong/,
    )
  })

  test('a sample says so', () => {
    expect(resultOf(tallyResult(clean), { sample: 0.01 }).sentences.at(-1)).toBe(
      'only 1.00 % of the entities were looked at, and the intervals are about all of them',
    )
  })

  test('evaluators that disagree warn of the run itself', () => {
    const { sentences } = resultOf(tallyResult(clean), { selfCheck: { sampled: 500, disagreements: 2 } })
    expect(sentences[0]).toMatch(
      /^the evaluators disagree on 2 of 500 sampled cells: plumbline itself is wrong/,
    )
  })
})

describe('the result’s pieces', () => {
  test('columns of two targets are told apart by target, and only then', () => {
    const features = [
      featureTally('n', cells(clean)),
      featureTally('n', cells(clean), { target: 'e' }),
      featureTally('m', cells(clean)),
    ]
    expect(Object.keys(resultOf(tallyResult(clean, { features })).features)).toEqual(['d.n', 'e.n', 'm'])
  })

  test('the worst scenario of a feature is the one with most wrong cells of it, online and offline', () => {
    const scenario = (name: string, counts: Parameters<typeof cells>[0]) => {
      const all = cells(counts)
      const features = [{ target: 'd', column: 'spend', cells: all }]
      return { scenario: name, runs: 1, rows: 1, cells: all, features }
    }
    const scenarios = [
      scenario('a', { compared: 9, equal: 7, defect: 2 }),
      scenario('b', { compared: 9, equal: 8, defect: 1, training: { compared: 2, leak: 2 } }),
    ]
    const spend = (tally: TallyResult) => resultOf(tally).features.spend
    expect(spend(tallyResult(defective, { scenarios }))?.worstScenario).toBe('b')
    expect(spend(tallyResult(clean))?.worstScenario).toBe(null)
  })

  test('a tolerance, an unjudged feature, unused training rows and a cut search are noted', () => {
    const features = [
      featureTally('spend', cells(clean), { tolerance: { relative: 0, absolute: 0.01 } }),
      featureTally('ever', cells({ compared: 9, notJudged: 9 })),
    ]
    const training = { compared: 1, equal: 1 }
    const tally = tallyResult({ ...clean, training }, { features, searchesCut: 3 })
    expect(resultOf(tally, { unusedTrainingRows: 4 }).notes).toEqual([
      'no served value was judged of ever',
      'spend declares a tolerance: relative 0, absolute 0.01',
      'training rows that no probe asked for: 4, ignored',
      'in 3 rows the search for a lag or a leak was cut, so a defect there may be staleness or a leak',
    ])
  })

  test('a mismatch keeps every digit in JSON, and its key parts by name', () => {
    const mismatch: Mismatch = {
      scenario: null,
      seed: null,
      target: 'd',
      probeId: 9007199254740993n,
      key: [
        { part: { name: 'account', type: 'int' }, value: 5n },
        { part: { name: 'seed', type: 'timestamp' }, value: 1_000_001n },
      ],
      asOf: 1_772_366_400_000_001,
      feature: 'n',
      served: { text: '9007199254740993', state: 'present' },
      training: null,
      asKnown: { text: 'null', state: 'not-found' },
      asTrained: null,
      asApplied: null,
      part: 'defect',
      side: 'online',
      lag: null,
      cause: null,
    }
    expect(resultOf(tallyResult(defective, { mismatches: [mismatch] })).mismatches).toEqual([
      {
        scenario: null,
        seed: null,
        target: 'd',
        probe_id: '9007199254740993',
        account: 5,
        key_seed: '1970-01-01T00:00:01.000001Z',
        as_of: '2026-03-01T12:00:00.000001Z',
        feature: 'n',
        served: '9007199254740993',
        training: null,
        as_known: 'null',
        as_trained: null,
        as_applied: null,
        part: 'defect',
        side: 'online',
        cause: null,
        lag_us: null,
        served_state: 'present',
        as_known_state: 'not-found',
        as_trained_state: null,
        as_applied_state: null,
      },
    ])
  })
})

test('no counts at all make a run with a defect, an error or nothing judged pass', () => {
  const counted = fc.record({
    equal: fc.nat(5),
    defect: fc.nat(1),
    staleness: fc.nat(2),
    notJudged: fc.nat(2),
    error: fc.nat(1),
  })
  fc.assert(
    fc.property(counted, counts => {
      const compared = counts.equal + counts.defect + counts.staleness + counts.notJudged + counts.error
      const { verdict } = resultOf(tallyResult({ compared, ...counts }))
      const judged = counts.equal + counts.defect + counts.staleness
      const expected = counts.defect > 0 ? 'skew' : counts.error > 0 || judged === 0 ? 'inconclusive' : 'pass'
      expect(verdict).toBe(expected)
    }),
  )
})
