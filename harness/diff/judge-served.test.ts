import { describe, expect, test } from 'vitest'
import { type CaseSketch, define, judgeCase, serve, servedOutcomes, withState } from './testing/judge-case.ts'

const sum = { aggregate: { kind: 'sum', of: { field: 'x' } } }
const count = { aggregate: { kind: 'count' } }
const last = { aggregate: { kind: 'last', of: { field: 's' } } }
const within = (length: string, more: object = {}) => ({ window: { length, ...more } })

const served = (sketch: CaseSketch) => servedOutcomes(judgeCase(sketch))

/** One late fact: τ 40, α 90, in a window that is asked at 100. */
const late = [
  { t: 10, x: 1, s: 'one' },
  { t: 40, a: 90, x: 2, s: 'two' },
]

describe('equal and defect (§ 7)', () => {
  test('a cell equal to as-known is equal, any other value that no lag explains is a defect', () => {
    const features = { spend: sum, n: count }
    expect(served({ features, facts: late, row: { t: 100, cells: { spend: 3, n: 2n } } })).toEqual({
      spend: 'equal',
      n: 'equal',
    })
    expect(served({ features, facts: late, row: { t: 100, cells: { spend: 3, n: 7n } } })).toEqual({
      spend: 'equal',
      n: 'defect',
    })
  })

  test('a column that was not served is nowhere', () => {
    expect(
      served({ features: { spend: sum, n: count }, facts: late, row: { t: 100, cells: { n: 2n } } }),
    ).toEqual({
      n: 'equal',
    })
  })

  test('an error is an error, not a value, and leaves its neighbours alone', () => {
    const cells = { spend: withState('error', 3), n: 2n }
    expect(served({ features: { spend: sum, n: count }, facts: late, row: { t: 100, cells } })).toEqual({
      spend: 'error',
      n: 'equal',
    })
  })

  test('a key that nobody knows is not-found, and a null key part too', () => {
    for (const key of ['b', null]) {
      const cells = { spend: withState('not-found'), n: withState('not-found', 0n) }
      expect(
        served({ features: { spend: sum, n: count }, facts: late, row: { t: 100, key: [key], cells } }),
      ).toEqual({
        spend: 'equal',
        n: 'equal',
      })
    }
  })
})

describe('a stated watermark is the only K (§ 7)', () => {
  test('the value at the watermark is staleness, its lag T − K', () => {
    const row = { t: 100, watermark: 70, cells: { spend: 1 } }
    expect(served({ features: { spend: sum }, facts: late, row })).toEqual({ spend: 'staleness 30' })
  })

  test('a value that another K would explain is a defect', () => {
    const row = { t: 100, watermark: 95, cells: { spend: 1 } }
    expect(served({ features: { spend: sum }, facts: late, row })).toEqual({ spend: 'defect' })
  })

  test('a read after T has a negative lag', () => {
    const facts = [
      { t: 10, x: 1 },
      { t: 40, a: 130, x: 2 },
    ]
    const row = { t: 100, answeredAt: 150, watermark: 140, cells: { spend: 3 } }
    expect(served({ features: { spend: sum }, facts, row })).toEqual({ spend: 'staleness -40' })
  })

  test('a cell equal to as-known stays equal although the watermark says otherwise', () => {
    const row = { t: 100, watermark: 70, cells: { spend: 3 } }
    expect(served({ features: { spend: sum }, facts: late, row })).toEqual({ spend: 'equal' })
  })
})

describe('stated offsets (§ 7)', () => {
  const facts = [
    { t: 10, x: 1, at: [0, 0] as const },
    { t: 20, x: 2, at: [1, 0] as const },
    { t: 30, x: 4, at: [0, 1] as const },
    { t: 90, a: 120, x: 8, at: [1, 1] as const },
  ]
  const features = { spend: sum }

  test('the lag is T − the smallest α not applied, whichever partition it is in', () => {
    const row = { t: 100, applied: { log: { 0: 1, 1: 1 } }, cells: { spend: 3 } }
    expect(served({ features, facts, row })).toEqual({ spend: 'staleness 70' })
  })

  test('a partition, or a source, that is not listed is at 0', () => {
    expect(
      served({ features, facts, row: { t: 100, applied: { log: { 0: 2 } }, cells: { spend: 5 } } }),
    ).toEqual({
      spend: 'staleness 80',
    })
    expect(served({ features, facts, row: { t: 100, applied: {}, cells: { spend: null } } })).toEqual({
      spend: 'staleness 90',
    })
    expect(served({ features, facts, row: { t: 100, applied: {}, cells: { spend: 1 } } })).toEqual({
      spend: 'defect',
    })
  })

  test('the lag is 0 where nothing with α ≤ T is missing', () => {
    const row = { t: 100, answeredAt: 130, applied: { log: { 0: 2, 1: 2 } }, cells: { spend: 15 } }
    expect(served({ features, facts, row })).toEqual({ spend: 'staleness 0' })
  })

  test('offsets hold over a watermark', () => {
    const row = { t: 100, applied: { log: { 0: 2, 1: 1 } }, watermark: 15, cells: { spend: 1 } }
    expect(served({ features, facts, row })).toEqual({ spend: 'defect' })
  })

  test('a log without offsets cannot be read by them, so the K is searched', () => {
    const row = { t: 100, applied: { log: { 0: 1 } }, cells: { spend: 1 } }
    expect(served({ features, facts: late, row })).toEqual({ spend: 'staleness 11' })
  })

  test('offsets may leave a hole that no K has', () => {
    const row = { t: 100, applied: { log: { 0: 2, 1: 0 } }, cells: { spend: 5 } }
    expect(served({ features, facts, row })).toEqual({ spend: 'staleness 80' })
    const inferred = { t: 100, cells: { spend: 5 } }
    expect(served({ features, facts, row: inferred })).toEqual({ spend: 'defect' })
  })
})

describe('with neither, the one K that explains most (§ 7)', () => {
  const facts = [
    { t: 10, x: 1, s: 'a' },
    { t: 20, x: 2, s: 'b' },
    { t: 30, x: 4, s: 'c' },
  ]
  const features = { spend: sum, n: count, newest: last }

  test('the latest such K gives the lag: the last instant before the next arrival', () => {
    const row = { t: 100, cells: { spend: 3, n: 2n, newest: 'b' } }
    expect(served({ features, facts, row })).toEqual({
      spend: 'staleness 71',
      n: 'staleness 71',
      newest: 'staleness 71',
    })
  })

  test('features that need two different Ks are not both stale', () => {
    const row = { t: 100, cells: { spend: 3, n: 2n, newest: 'a' } }
    expect(served({ features, facts, row })).toEqual({
      spend: 'staleness 71',
      n: 'staleness 71',
      newest: 'defect',
    })
  })

  test('a single wrong cell among right ones is a defect, not a lag of its own', () => {
    const row = { t: 100, cells: { spend: 7, n: 3n, newest: 'a' } }
    expect(served({ features, facts, row })).toEqual({ spend: 'equal', n: 'equal', newest: 'defect' })
  })

  test('where two Ks explain as many, the later one judges', () => {
    const row = { t: 100, cells: { spend: 7, newest: 'b' } }
    expect(served({ features, facts, row })).toEqual({ spend: 'equal', newest: 'defect' })
  })

  test('a cell equal to as-known is no mismatch at the earlier K that the others need', () => {
    const late = [...facts, { t: 25, a: 80, x: -3 }]
    const row = { t: 100, cells: { spend: 4, n: 3n, again: 3n, newest: 'c' } }
    expect(served({ features: { ...features, again: count }, facts: late, row })).toEqual({
      spend: 'equal',
      n: 'staleness 21',
      again: 'staleness 21',
      newest: 'equal',
    })
  })

  test('a store that has nothing yet is stale before the first arrival', () => {
    const row = { t: 100, cells: { spend: null, n: 0n } }
    expect(served({ features, facts, row })).toEqual({ spend: 'staleness 91', n: 'staleness 91' })
  })

  test('facts that arrived after T but before the answer may be in it, with a negative lag', () => {
    const facts = [
      { t: 10, x: 1 },
      { t: 40, a: 130, x: 2 },
      { t: 41, a: 170, x: 4 },
    ]
    const row = { t: 100, answeredAt: 150, cells: { spend: 3 } }
    expect(served({ features: { spend: sum }, facts, row })).toEqual({ spend: 'staleness -50' })
  })

  test('facts that arrived after the answer cannot be in it, unless the clocks allow', () => {
    const facts = [
      { t: 10, x: 1 },
      { t: 40, a: 130, x: 2 },
    ]
    const row = { t: 100, answeredAt: 120, cells: { spend: 3 } }
    expect(served({ features: { spend: sum }, facts, row })).toEqual({ spend: 'defect' })
    const options = { clockSlack: 10 }
    expect(served({ features: { spend: sum }, facts, row, options })).toEqual({ spend: 'staleness -30' })
  })

  test('two sources are behind independently', () => {
    const facts = [
      { t: 10, x: 1 },
      { t: 20, x: 2 },
      { source: 'other', t: 12, x: 10 },
      { source: 'other', t: 24, x: 20 },
    ]
    const features = { here: sum, there: { ...sum, source: 'other' } }
    const row = { t: 100, cells: { here: 1, there: 10 } }
    expect(served({ features, facts, row })).toEqual({ here: 'staleness 81', there: 'staleness 77' })
  })

  test('a correction and a retraction that were not applied yet are staleness', () => {
    const facts = [
      { id: 'p', t: 10, x: 1 },
      { id: 'p', t: 10, a: 50, rev: 1, x: 9 },
      { id: 'q', t: 20, x: 2 },
      { id: 'q', t: null, a: 60, rev: 1, op: 'delete' },
    ]
    const features = { spend: sum }
    expect(served({ features, facts, row: { t: 100, cells: { spend: 9 } } })).toEqual({ spend: 'equal' })
    expect(served({ features, facts, row: { t: 100, cells: { spend: 11 } } })).toEqual({
      spend: 'staleness 41',
    })
    expect(served({ features, facts, row: { t: 100, cells: { spend: 3 } } })).toEqual({
      spend: 'staleness 51',
    })
  })

  test('error cells and cells that cannot be judged do not vote', () => {
    const day = (length: string) => ({ ...count, ...within(length) })
    const cells = {
      spend: withState('error', 7),
      unknown: 3n,
      n: 2n,
    }
    const row = { t: 100, cells }
    const features = { spend: sum, unknown: day('95us'), n: day('92us') }
    expect(served({ features, facts, row, completeFrom: { log: 8 } })).toEqual({
      spend: 'error',
      unknown: 'notJudged',
      n: 'staleness 71',
    })
  })

  test('a search that is cut says so', () => {
    const row = { t: 100, cells: { spend: 1 } }
    const whole = judgeCase({ features: { spend: sum }, facts, row })
    expect(whole.searchesCut).toBe(0)
    const cut = judgeCase({ features: { spend: sum }, facts, row, options: { candidatesMax: 2 } })
    expect(cut.searchesCut).toBe(1)
    expect(servedOutcomes(cut)).toEqual({ spend: 'defect' })
  })
})

describe('a scheduled feature (§ 3, § 7)', () => {
  const daily = { ...sum, ...within('1000us'), refresh: { every: '100us', delay: '20us' } }
  const facts = [
    { t: 50, x: 1 },
    { t: 150, x: 2 },
    { t: 160, a: 330, x: 4 },
  ]

  test('it is equal at its last refresh, stale by design, and that is no staleness', () => {
    expect(served({ features: { daily }, facts, row: { t: 219, cells: { daily: 1 } } })).toEqual({
      daily: 'equal',
    })
    expect(served({ features: { daily }, facts, row: { t: 220, cells: { daily: 3 } } })).toEqual({
      daily: 'equal',
    })
  })

  test('a refresh that was missed is staleness up to the instant before the next one was there', () => {
    expect(served({ features: { daily }, facts, row: { t: 300, cells: { daily: 1 } } })).toEqual({
      daily: 'staleness 81',
    })
  })

  test('a value that no refresh ever had is a defect', () => {
    expect(served({ features: { daily }, facts, row: { t: 300, cells: { daily: 2 } } })).toEqual({
      daily: 'defect',
    })
  })

  test('a fact that arrived after R + delay shows in the next refresh only', () => {
    expect(served({ features: { daily }, facts, row: { t: 425, cells: { daily: 7 } } })).toEqual({
      daily: 'equal',
    })
    expect(served({ features: { daily }, facts, row: { t: 425, cells: { daily: 3 } } })).toEqual({
      daily: 'staleness 6',
    })
  })

  test('a fact that left the window changes a refresh without any arrival', () => {
    const short = { ...sum, ...within('120us'), refresh: { every: '100us', delay: '20us' } }
    const facts = [{ t: 50, x: 1 }]
    expect(served({ features: { short }, facts, row: { t: 230, cells: { short: 1 } } })).toEqual({
      short: 'staleness 11',
    })
  })
})

describe('versions (§ 9)', () => {
  const features = { spend: sum, n: count }
  const cells = { spend: 3, n: withState('error') }

  test('every cell of a row that another version answered is a defect, whatever it holds', () => {
    const row = { t: 100, version: 2, askedVersion: 3, cells }
    expect(served({ features, facts: late, row })).toEqual({ spend: 'defect', n: 'defect' })
  })

  test('without a version asked for it is the document’s', () => {
    expect(served({ features, facts: late, row: { t: 100, version: 2, cells } })).toEqual({
      spend: 'defect',
      n: 'defect',
    })
    expect(served({ features, facts: late, row: { t: 100, version: 3, cells } })).toEqual({
      spend: 'equal',
      n: 'error',
    })
  })

  test('a version that nobody stated is not checked', () => {
    expect(served({ features, facts: late, row: { t: 100, askedVersion: 9, cells } })).toEqual({
      spend: 'equal',
      n: 'error',
    })
  })

  test('a service has no version of its own', () => {
    const target = serve([define({ spend: sum })])
    const row = { t: 100, version: 8, cells: { d__spend: 3 } }
    expect(served({ target, facts: late, row })).toEqual({ d__spend: 'equal' })
    expect(served({ target, facts: late, row: { ...row, askedVersion: 7 } })).toEqual({ d__spend: 'defect' })
  })
})

describe('not judged (§ 7)', () => {
  const facts = [
    { t: 50, x: 1, s: 'a' },
    { t: 90, x: 2, s: 'b' },
  ]
  const completeFrom = { log: 60 }

  test('a window whose tail lies before complete_from is not judged, and one on it is', () => {
    const features = { long: { ...sum, ...within('41us') }, short: { ...sum, ...within('40us') } }
    const row = { t: 100, cells: { long: 99, short: 99 } }
    expect(served({ features, facts, row, completeFrom })).toEqual({ long: 'notJudged', short: 'defect' })
  })

  test('an unbounded feature is not judged, but for a latest whose newest fact is at hand', () => {
    const latest = { aggregate: { kind: 'latest', of: { field: 's' } } }
    const row = { t: 100, cells: { spend: 3, newest: 'x' } }
    expect(served({ features: { spend: sum, newest: latest }, facts, row, completeFrom })).toEqual({
      spend: 'notJudged',
      newest: 'defect',
    })
    const early = { t: 55, cells: { newest: 'a' } }
    expect(served({ features: { newest: latest }, facts, row: early, completeFrom })).toEqual({
      newest: 'notJudged',
    })
  })

  test('a latest that may show what came before the log begins is not judged at such a watermark', () => {
    const latest = { aggregate: { kind: 'latest', of: { field: 's' } } }
    const row = { t: 100, watermark: 70, cells: { newest: 'older than the log' } }
    expect(served({ features: { newest: latest }, facts, row, completeFrom })).toEqual({
      newest: 'notJudged',
    })
  })

  test('a scheduled feature is judged by the tail of R', () => {
    const daily = { ...sum, ...within('40us'), refresh: { every: '100us' } }
    const row = { t: 199, cells: { daily: 2 } }
    expect(served({ features: { daily }, facts, row, completeFrom })).toEqual({ daily: 'equal' })
    expect(served({ features: { daily }, facts, row, completeFrom: { log: 61 } })).toEqual({
      daily: 'notJudged',
    })
  })
})
