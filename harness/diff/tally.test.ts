import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lagSample } from './lag-sample.ts'
import type { JudgedRow, Mismatch } from './mismatch.ts'
import { partSum } from './part-sum.ts'
import { createTally } from './tally.ts'
import { gatherPart } from './tally-part.ts'
import { planTarget } from './target-plan.ts'
import { type CaseSketch, define, judgeCase, servedRow, withState } from './testing/judge-case.ts'

const sum = { aggregate: { kind: 'sum', of: { field: 'x' } } }
const features = { spend: sum, n: { aggregate: { kind: 'count' } } }
const facts = [
  { t: 10, x: 1 },
  { t: 40, a: 90, x: 2 },
  { t: 50, a: 130, x: 4 },
]
const target = planTarget({ kind: 'document', definitions: define(features) })

function judged(
  row: CaseSketch['row'],
  training: CaseSketch['training'],
  scenario: string,
  seed: number,
): JudgedRow {
  const sketch = { features, facts, row, ...(training === undefined ? {} : { training }) }
  return { scenario, seed, target, served: servedRow(row), judgement: judgeCase(sketch) }
}

function tallyOf(rows: readonly JudgedRow[], mismatchesKept = 1_000) {
  const all: Mismatch[] = []
  const tally = createTally({ mismatchesKept, freshnessSlo: 25, sink: mismatch => all.push(mismatch) })
  for (const row of rows) tally.add(row)
  return { result: tally.result(), all }
}

const rows = [
  judged({ t: 100, cells: { spend: 3, n: 9n } }, [{ spend: 7, n: 3n }], 'first', 1),
  judged({ t: 100, watermark: 70, cells: { spend: 1, n: withState('error') } }, [{ spend: 7.5 }], 'first', 2),
  judged({ t: 200, cells: { spend: 7, n: 3n } }, [], 'second', 1),
]

test('every cell is counted once, by feature, by scenario and in all', () => {
  const { result } = tallyOf(rows)
  const training = { compared: 3, equal: 2, leak: 0, defect: 1, notJudged: 0 }
  expect(result.cells).toEqual({
    compared: 6,
    equal: 3,
    defect: 1,
    staleness: 1,
    notJudged: 0,
    error: 1,
    lateData: 4,
    training,
  })
  expect(
    result.features.map(({ column, cells }) => [column, cells.compared, cells.equal, cells.defect]),
  ).toEqual([
    ['spend', 3, 2, 0],
    ['n', 3, 1, 1],
  ])
  expect(
    result.scenarios.map(({ scenario, runs, rows, cells }) => [scenario, runs, rows, cells.equal]),
  ).toEqual([
    ['first', 2, 2, 1],
    ['second', 1, 1, 2],
  ])
  expect(result.lags).toMatchObject({ count: 1, max: 30, overSlo: 1 })
  expect(result.trainingRows).toEqual({ compared: 2, missing: 1, several: 0 })
})

test('every part of a difference is one mismatch, and a probe without a training row is one without a feature', () => {
  const { result, all } = tallyOf(rows)
  expect(all.map(({ feature, part, side, lag }) => [feature, part, side, lag])).toEqual([
    ['spend', 'late-data', 'none', null],
    ['n', 'defect', 'online', null],
    ['n', 'late-data', 'none', null],
    ['spend', 'staleness', 'online', 30],
    ['spend', 'defect', 'offline', null],
    ['spend', 'late-data', 'none', null],
    ['n', 'late-data', 'none', null],
    [null, 'defect', 'offline', null],
  ])
  expect(result.mismatchTotals).toEqual({ defect: 3, leak: 0, staleness: 1, 'late-data': 4 })
})

test('a mismatch shows what was served and what every reading gives', () => {
  const { all } = tallyOf(rows)
  expect(all[3]).toMatchObject({
    scenario: 'first',
    seed: 2,
    target: 'd',
    probeId: 1n,
    key: [{ part: { name: 'account' }, value: 'a' }],
    asOf: 100,
    served: { text: '1', state: null },
    training: { text: '7.5', state: null },
    asKnown: { text: '3', state: 'present' },
    asTrained: { text: '7', state: 'present' },
    asApplied: { text: '1', state: 'present' },
  })
  expect(all[7]).toMatchObject({ asOf: 200, served: null, training: null, asKnown: null })
})

test('the list in memory is bounded, and late data does not push defects out', () => {
  const { result, all } = tallyOf(rows, 3)
  expect(result.mismatches.map(({ part }) => part)).toEqual(['defect', 'defect', 'defect'])
  expect(tallyOf(rows, 5).result.mismatches.map(({ part }) => part)).toEqual([
    'defect',
    'defect',
    'defect',
    'staleness',
    'late-data',
  ])
  expect(all).toHaveLength(8)
})

test('late data is told in rows and in the mean absolute difference', () => {
  const { result } = tallyOf(rows)
  expect(result.features[0]?.late).toEqual({ rows: 2, judged: 3, numericRows: 2, meanAbsoluteDifference: 4 })
  expect(result.features[1]?.late).toEqual({ rows: 2, judged: 3, numericRows: 2, meanAbsoluteDifference: 1 })
})

test('a null on one side is a late row without a difference', () => {
  const features = { top: { aggregate: { kind: 'max', of: { field: 'x' } } } }
  const row = { t: 100, cells: { top: null } }
  const judgement = judgeCase({ features, facts: [{ t: 50, a: 130, x: 4 }], row })
  const target = planTarget({ kind: 'document', definitions: define(features) })
  const { result } = tallyOf([{ scenario: null, seed: null, target, served: servedRow(row), judgement }])
  expect(result.features[0]?.late).toEqual({
    rows: 1,
    judged: 1,
    numericRows: 0,
    meanAbsoluteDifference: null,
  })
})

test('first and last mismatch are as-of times of defects, leaks and stale cells, not of late data', () => {
  const { result } = tallyOf([
    judged({ t: 105, cells: { spend: 1 } }, undefined, 's', 1),
    judged({ t: 100, cells: { spend: 50 } }, undefined, 's', 1),
    judged({ t: 95, cells: { spend: 3 } }, undefined, 's', 1),
  ])
  expect(result.features[0]).toMatchObject({ firstMismatch: 100, lastMismatch: 105 })
})

test('lags are exact while they fit, and thinned evenly beyond', () => {
  const exact = lagSample()
  for (const lag of [5, 1, 3, 2, 4]) exact.add(lag)
  expect(exact.summary()).toMatchObject({ count: 5, median: 3, max: 5 })
  expect(lagSample().summary()).toBe(null)
  const thinned = lagSample(9_999, 100)
  for (let lag = 1; lag <= 10_000; lag++) thinned.add(lag)
  const summary = thinned.summary()!
  expect(summary.count).toBe(10_000)
  expect(summary.max).toBe(10_000)
  expect(summary.overSlo).toBe(1)
  expect(Math.abs(summary.median - 5_000)).toBeLessThan(200)
})

test('parts that were gathered elsewhere and cloned count as their rows do, sums and thinned lags bit for bit', () => {
  const kinds = [
    ...rows,
    judged({ t: 100, watermark: 20, cells: { spend: null, n: 0n } }, undefined, 'first', 3),
  ]
  // Distances whose sum depends on the order of addition.
  const uneven = [0.1, 1e16, 0.7].map((x, i) => {
    const row = { t: 100, cells: { spend: 3 } }
    const judgement = judgeCase({ features, facts: [...facts, { t: 50, a: 130 + i, x }], row })
    return { scenario: 'second', seed: 1, target, served: servedRow(row), judgement }
  })
  const some = fc.constantFrom(...kinds, ...uneven)
  const runs = fc.array(fc.record({ seed: fc.nat(5), rows: fc.array(some, { maxLength: 12 }) }), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(runs, runs => {
      const one = { all: [] as Mismatch[] }
      const many = { all: [] as Mismatch[] }
      const options = { mismatchesKept: 10, freshnessSlo: 25 }
      const byRow = createTally({ ...options, sink: mismatch => one.all.push(mismatch) })
      const byPart = createTally({ ...options, sink: mismatch => many.all.push(mismatch) })
      for (const { seed, rows } of runs) {
        for (const row of rows) byRow.add({ ...row, scenario: 's', seed })
        if (rows.length === 0) continue
        const gatherer = gatherPart('s', seed)
        for (const row of rows) gatherer.add({ ...row, scenario: 's', seed })
        byPart.merge(structuredClone(gatherer.part()))
      }
      expect(byPart.result()).toEqual(byRow.result())
      expect(many.all).toEqual(one.all)
    }),
  )
})

test('a sum outside 64 bits is counted, by row, by part and by sum of parts; a null for want of inputs, or poison, is not', () => {
  const of = { field: 'i' }
  const top = 2n ** 63n - 1n
  const ints = {
    total: { aggregate: { kind: 'sum', of } },
    average: { aggregate: { kind: 'mean', of } },
    poisoned: { aggregate: { kind: 'sum', of }, nulls: 'poison' },
    text: { aggregate: { kind: 'max', of: { field: 's' } } },
  }
  const large = [
    { t: 10, i: top },
    { t: 20, i: top },
  ]
  const row = { t: 100, cells: { total: null, average: 2 ** 63, poisoned: null, text: null } }
  const judgedOf = (facts: CaseSketch['facts']): JudgedRow => {
    const target = planTarget({ kind: 'document', definitions: define(ints) })
    const judgement = judgeCase({ features: ints, facts, row })
    return { scenario: 's', seed: 1, target, served: servedRow(row), judgement }
  }
  const rows = [judgedOf(large), judgedOf(large), judgedOf([...large, { t: 30 }]), judgedOf([{ t: 10 }])]
  const counted = [
    ['total', 3],
    ['average', 0],
    ['poisoned', 2],
    ['text', 0],
  ]
  const overflowed = (result: ReturnType<typeof tallyOf>['result']) =>
    result.features.map(feature => [feature.column, feature.overflowed])
  expect(overflowed(tallyOf(rows).result)).toEqual(counted)
  const sum = partSum(10)
  for (const each of rows) {
    const gatherer = gatherPart('s', 1)
    gatherer.add(each)
    sum.add(gatherer.part())
  }
  const tally = createTally({ mismatchesKept: 10, freshnessSlo: null, sink: () => {} })
  tally.merge(sum.part()!)
  expect(overflowed(tally.result())).toEqual(counted)
})

test('of runs without a scenario what was compared is counted by day, in parts as in one', () => {
  const day = 86_400_000_000
  const days = [1, 1, 3].map(each =>
    judged({ t: each * day, cells: { spend: null, n: 0n } }, undefined, 's', 1),
  )
  const audited = days.map(each => ({ ...each, scenario: null, seed: null }))
  const byDay = (result: ReturnType<typeof tallyOf>['result']) =>
    result.features.map(({ comparedByDay }) => [...(comparedByDay ?? [])])
  const wanted = [
    [1, 2],
    [3, 1],
  ]
  expect(byDay(tallyOf(audited).result)).toEqual([wanted, wanted])
  const whole = partSum(10)
  for (const each of audited) {
    const gatherer = gatherPart(null, null)
    gatherer.add(each)
    whole.add(gatherer.part())
  }
  const tally = createTally({ mismatchesKept: 10, freshnessSlo: null, sink: () => {} })
  tally.merge(whole.part()!)
  expect(byDay(tally.result())).toEqual([wanted, wanted])
  expect(byDay(tallyOf(days).result)).toEqual([[], []])
})
