import { describe, expect, test } from 'vitest'
import { type CaseSketch, define, judgeCase, serve, trainingOutcomes } from './testing/judge-case.ts'

const sum = { aggregate: { kind: 'sum', of: { field: 'x' } } }
const count = { aggregate: { kind: 'count' } }
const within = (length: string, more: object = {}) => ({ window: { length, ...more } })

const trained = (sketch: Omit<CaseSketch, 'row'> & { t?: number }) => {
  return trainingOutcomes(judgeCase({ ...sketch, row: { t: sketch.t ?? 100 } }))
}
const features = { spend: { ...sum, ...within('50us') }, n: { ...count, ...within('50us') } }

/** τ 60 and 80 are known by 100; τ 70 arrives at 150 only; τ 110 lies after 100. */
const facts = [
  { t: 60, x: 1 },
  { t: 80, x: 2 },
  { t: 70, a: 150, x: 4 },
  { t: 110, x: 8 },
]

describe('the declared reading (§ 7)', () => {
  test('as-trained knows every fact up to the cut', () => {
    expect(trained({ features, facts, training: [{ spend: 7, n: 3n }] })).toEqual({
      spend: 'equal',
      n: 'equal',
    })
    expect(trained({ features, facts, cut: 140, training: [{ spend: 3, n: 2n }] })).toEqual({
      spend: 'equal',
      n: 'equal',
    })
  })

  test('a cut before T means T', () => {
    expect(trained({ features, facts, cut: 10, training: [{ spend: 3, n: 2n }] })).toEqual({
      spend: 'equal',
      n: 'equal',
    })
  })

  test('as-known knows what was known at T, whatever the cut', () => {
    const sketch = { features, facts, reading: 'as-known' as const }
    expect(trained({ ...sketch, training: [{ spend: 3, n: 2n }] })).toEqual({ spend: 'equal', n: 'equal' })
  })

  test('knowing less than an as-trained set should is a defect, not a leak', () => {
    expect(trained({ features, facts, training: [{ spend: 3, n: 2n }] })).toEqual({
      spend: 'defect',
      n: 'defect',
    })
  })

  test('a value that nothing explains is a defect', () => {
    expect(trained({ features, facts, training: [{ spend: 7.5, n: 3n }] })).toEqual({
      spend: 'defect',
      n: 'equal',
    })
  })

  test('a column that the training set lacks is not compared', () => {
    expect(trained({ features, facts, training: [{ n: 3n }] })).toEqual({ n: 'equal' })
  })

  test('a window that begins before complete_from is not judged', () => {
    const sketch = { features, facts, completeFrom: { log: 51 } }
    expect(trained({ ...sketch, training: [{ spend: 99, n: 3n }] })).toEqual({
      spend: 'notJudged',
      n: 'notJudged',
    })
  })
})

describe('leaks by a later T′ (§ 7)', () => {
  test('tail kept: the window reaches over T', () => {
    expect(trained({ features, facts, training: [{ spend: 15, n: 4n }] })).toEqual({
      spend: 'leak',
      n: 'leak',
    })
  })

  test('tail moved: the window slid along', () => {
    expect(trained({ features, facts, training: [{ spend: 14, n: 3n }] })).toEqual({
      spend: 'leak',
      n: 'equal',
    })
  })

  test('every stored feature of the source must be explained by one T′, the equal ones too', () => {
    expect(trained({ features, facts, training: [{ spend: 15, n: 3n }] })).toEqual({
      spend: 'defect',
      n: 'equal',
    })
    expect(trained({ features, facts, training: [{ spend: 14, n: 4n }] })).toEqual({
      spend: 'defect',
      n: 'defect',
    })
  })

  test('a head that is closed on the wrong side lets the fact at T in: T′ is T + 1', () => {
    const facts = [
      { t: 60, x: 1 },
      { t: 100, x: 2 },
    ]
    const judgement = judgeCase({ features, facts, row: { t: 100 }, training: [{ spend: 3, n: 2n }] })
    expect(trainingOutcomes(judgement)).toEqual({ spend: 'leak', n: 'leak' })
    expect(judgement.cells[0]?.training).toMatchObject({ point: { asOf: 101 } })
  })

  test('as-known at a later T′ is a leak of an as-known set', () => {
    const sketch = { features, facts, reading: 'as-known' as const }
    const at151 = { spend: 8, n: 1n }
    expect(trained({ ...sketch, training: [at151] })).toEqual({ spend: 'leak', n: 'leak' })
  })

  test('future-dated facts that were known at T may leak by event time alone', () => {
    const facts = [
      { t: 60, x: 1 },
      { t: 130, a: 90, x: 2 },
      { t: 120, a: 300, x: 4 },
    ]
    const sketch = { features, facts, reading: 'as-known' as const }
    expect(trained({ ...sketch, training: [{ spend: 3, n: 2n }] })).toEqual({ spend: 'leak', n: 'leak' })
  })

  test('a latest that expired at T′ is explained by the moved tail', () => {
    const latest = { aggregate: { kind: 'latest', of: { field: 'x' }, ttl: '50us' } }
    const facts = [{ t: 60, x: 1 }]
    expect(trained({ features: { latest }, facts, training: [{ latest: null }] })).toEqual({ latest: 'leak' })
    expect(trained({ features: { latest }, facts, training: [{ latest: 2 }] })).toEqual({ latest: 'defect' })
  })

  test('a scheduled feature leaks the next refresh', () => {
    const daily = { ...sum, ...within('1000us'), refresh: { every: '100us', delay: '20us' } }
    const facts = [
      { t: 60, x: 1 },
      { t: 150, x: 2 },
    ]
    const sketch = { features: { daily }, facts, t: 180 }
    expect(trained({ ...sketch, training: [{ daily: 1 }] })).toEqual({ daily: 'equal' })
    expect(trained({ ...sketch, training: [{ daily: 3 }] })).toEqual({ daily: 'leak' })
    expect(trained({ ...sketch, training: [{ daily: 2.5 }] })).toEqual({ daily: 'defect' })
  })
})

describe('leaks by an excluded K (§ 7)', () => {
  test('an as-known set that knows what arrived after T', () => {
    const sketch = { features, facts, reading: 'as-known' as const }
    expect(trained({ ...sketch, training: [{ spend: 7, n: 3n }] })).toEqual({ spend: 'leak', n: 'leak' })
  })

  test('a correction after the label', () => {
    const facts = [
      { id: 'e', t: 60, x: 1 },
      { id: 'e', t: 60, a: 200, rev: 1, x: 5 },
    ]
    const sketch = { features, facts, reading: 'as-known' as const }
    const judgement = judgeCase({ ...sketch, row: { t: 100 }, training: [{ spend: 5, n: 1n }] })
    expect(trainingOutcomes(judgement)).toEqual({ spend: 'leak', n: 'equal' })
    expect(judgement.cells[0]?.training).toMatchObject({ point: { asOf: 100, k: 200 } })
  })

  test('an as-trained set that knows what arrived after its cut', () => {
    const sketch = { features, facts, cut: 140 }
    expect(trained({ ...sketch, training: [{ spend: 7, n: 3n }] })).toEqual({ spend: 'leak', n: 'leak' })
  })

  test('a scheduled feature in an as-known set leaks what arrived after R + delay, even before T', () => {
    const daily = { ...sum, ...within('1000us'), refresh: { every: '100us', delay: '20us' } }
    const facts = [
      { t: 60, x: 1 },
      { t: 70, a: 150, x: 2 },
    ]
    const sketch = { features: { daily }, facts, t: 180, reading: 'as-known' as const }
    expect(trained({ ...sketch, training: [{ daily: 1 }] })).toEqual({ daily: 'equal' })
    expect(trained({ ...sketch, training: [{ daily: 3 }] })).toEqual({ daily: 'leak' })
  })

  test('a leak of one source leaves another source’s defect a defect', () => {
    const features = { spend: { ...sum, ...within('50us') }, there: { ...sum, source: 'other' } }
    const both = [...facts, { source: 'other', t: 50, x: 1 }]
    const sketch = { features, facts: both, reading: 'as-known' as const }
    expect(trained({ ...sketch, training: [{ spend: 7, there: 5 }] })).toEqual({
      spend: 'leak',
      there: 'defect',
    })
  })
})

describe('training rows of a probe (history § training)', () => {
  test('no row, or several, are one mismatch and no cell is compared', () => {
    const none = judgeCase({ features, facts, row: { t: 100, cells: { n: 2n } }, training: [] })
    expect(none.trainingMatch).toBe('missing')
    expect(trainingOutcomes(none)).toEqual({})
    const rows = [{ n: 3n }, { n: 3n }]
    const several = judgeCase({ features, facts, row: { t: 100, cells: { n: 2n } }, training: rows })
    expect(several.trainingMatch).toBe('several')
    expect(trainingOutcomes(several)).toEqual({})
    expect(judgeCase({ features, facts, row: { t: 100, cells: { n: 2n } } }).trainingMatch).toBe('none')
  })

  test('a row that another version answered is judged offline all the same', () => {
    const judgement = judgeCase({
      features,
      facts,
      row: { t: 100, version: 1, cells: { n: 2n } },
      training: [{ n: 3n }],
    })
    expect(judgement.cells[0]?.served).toEqual({ kind: 'defect', because: 'version' })
    expect(trainingOutcomes(judgement)).toEqual({ n: 'equal' })
  })
})

describe('late data (§ 7)', () => {
  const late = (sketch: CaseSketch) =>
    judgeCase(sketch)
      .cells.filter(cell => cell.lateData)
      .map(cell => cell.plan.column)

  test('as-known ≠ as-trained is flagged for stored features, whatever was served', () => {
    const ratio = { onDemand: { call: 'neg', args: [{ feature: 'spend' }] } }
    const row = { t: 100, cells: { spend: 3, n: 0n, ratio: -3 } }
    expect(late({ features: { ...features, ratio }, facts, row })).toEqual(['spend', 'n'])
  })

  test('a change of state alone is late data', () => {
    const features = { max: { aggregate: { kind: 'max', of: { field: 'x' } } } }
    const facts = [{ t: 60, a: 150, x: null }]
    expect(late({ features, facts, row: { t: 100, cells: { max: null } } })).toEqual(['max'])
  })

  test('not where a reading is not judged', () => {
    expect(late({ features, facts, row: { t: 100, cells: { n: 2n } }, completeFrom: { log: 51 } })).toEqual(
      [],
    )
  })

  test('facts after the cut are no late data of this training set', () => {
    expect(late({ features, facts, cut: 140, row: { t: 100, cells: { n: 2n } } })).toEqual([])
  })
})

test('a service’s documents are each judged by their own key', () => {
  const target = serve([define(features)])
  expect(trained({ target, facts, training: [{ d__spend: 7, d__n: 9n }] })).toEqual({
    d__spend: 'equal',
    d__n: 'defect',
  })
})
