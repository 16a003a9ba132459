import { describe, expect, test } from 'vitest'
import type { StoredFeature } from '../../../features/definitions.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import type { Value } from '../../../features/value.ts'
import { specificationLog } from './specification-log.ts'

const fields = { k: 'string', x: 'float', i: 'int', s: 'string', ok: 'bool' }
const sumOfX = { kind: 'sum', of: { field: 'x' } }
const latestX = { kind: 'latest', of: { field: 'x' } }

function define(feature: object) {
  const source = { key: { account: 'k' }, fields }
  const f = { source: 'log', aggregate: sumOfX, ...feature }
  const document = { schema: 'plumbline.definitions/1', name: 'd', version: 1, entity: { account: 'string' } }
  return definitionsOrThrow({ ...document, sources: { log: source }, features: { f } })
}

interface Sketch {
  id?: string | bigint | null
  k?: Value
  t: number | null
  a?: number
  op?: string
  rev?: number
  at?: [number, number]
  [field: string]: unknown
}

function record(sketch: Sketch, position: number): PlacedRecord {
  const { id, k, t, a, op, rev, at, ...rest } = sketch
  return {
    source: 'log',
    id: id === undefined ? `e${position}` : id,
    eventTime: t,
    arrivalTime: a ?? t ?? 0,
    op: op ?? 'upsert',
    revision: rev ?? 0,
    fields: { k: k === undefined ? 'a' : k, ...(rest as Record<string, Value>) },
    position,
    placement: at === undefined ? null : { partition: at[0], offset: at[1] },
  }
}

interface At {
  t: number
  k?: number
  offsets?: Record<string, number>
  trained?: boolean
  key?: Value[]
  completeFrom?: number
}

function prepare(feature: object, sketches: Sketch[], completeFrom: number | null = null) {
  const definitions = define(feature)
  const source = definitions.sources.get('log')!
  const log = specificationLog(definitions, source, sketches.map(record), { completeFrom })
  return { log, feature: definitions.features.get('f') as StoredFeature }
}

function evaluate(feature: object, sketches: Sketch[], at: At) {
  const { log, feature: f } = prepare(feature, sketches, at.completeFrom ?? null)
  const greatest = at.offsets === undefined ? null : log.greatestApplied(at.offsets)
  const knowledge =
    at.offsets === undefined
      ? ({ kind: 'at', k: at.k ?? at.t } as const)
      : ({ kind: 'applied', offsets: at.offsets, greatest } as const)
  return log.evaluate(f, at.key ?? ['a'], { asOf: at.t, knowledge, trained: at.trained ?? false })
}

const value = (feature: object, sketches: Sketch[], at: At) => evaluate(feature, sketches, at).value
const state = (feature: object, sketches: Sketch[], at: At) => evaluate(feature, sketches, at).state
const window = (length: string, more: object = {}) => ({ window: { length, ...more } })

describe('window (§ 3)', () => {
  const log = [90, 100, 110].map(t => ({ t, a: 0, x: t }))

  test('closed left lets the tail in and keeps the head out', () => {
    expect(value(window('10us'), log, { t: 110 })).toBe(100)
    expect(value(window('20us'), log, { t: 110 })).toBe(190)
  })

  test('closed right keeps the tail out and lets the head in', () => {
    expect(value(window('10us', { closed: 'right' }), log, { t: 110 })).toBe(110)
    expect(value(window('11us', { closed: 'right' }), log, { t: 110 })).toBe(210)
  })

  test('a slide rounds the tail down to the grid, and leaves the head exact', () => {
    expect(value(window('10us', { slide: '15us' }), log, { t: 110 })).toBe(190)
    expect(value(window('10us', { slide: '15us', closed: 'right' }), log, { t: 110 })).toBe(210)
  })

  test('a slide rounds down before the epoch too', () => {
    const early = [{ t: -30, a: -99, x: 1 }]
    expect(value(window('5us', { slide: '15us' }), early, { t: -12 })).toBe(1)
    expect(value(window('5us', { slide: '15us' }), early, { t: -9 })).toBe(null)
  })

  test('unbounded is everything before T, or up to T', () => {
    expect(value({}, log, { t: 110 })).toBe(190)
    expect(value({ window: { closed: 'right' } }, log, { t: 110 })).toBe(300)
  })

  test('a future-dated fact does not count until T passes it', () => {
    const log = [{ t: 200, a: 0, x: 1 }]
    expect(state({}, log, { t: 200 })).toBe('not-found')
    expect(value({}, log, { t: 201 })).toBe(1)
  })
})

describe('allowed lateness (§ 3)', () => {
  const late = (d: string) => ({ allowedLateness: d })

  test('a fact just within counts, one µs more never does', () => {
    expect(value(late('5us'), [{ t: 10, a: 15, x: 1 }], { t: 100 })).toBe(1)
    expect(value(late('5us'), [{ t: 10, a: 16, x: 1 }], { t: 100 })).toBe(null)
    expect(value(late('0s'), [{ t: 10, a: 3, x: 1 }], { t: 100 })).toBe(1)
  })

  test('the first upsert is judged; a correction neither saves nor condemns', () => {
    const saved = [
      { id: 'e', t: 10, a: 16, x: 1 },
      { id: 'e', t: 10, a: 20, rev: 1, x: 2 },
    ]
    expect(value(late('5us'), saved, { t: 100 })).toBe(null)
    const kept = [
      { id: 'e', t: 10, a: 15, x: 1 },
      { id: 'e', t: 10, a: 90, rev: 1, x: 2 },
    ]
    expect(value(late('5us'), kept, { t: 100 })).toBe(2)
  })

  test('the first upsert in log order is judged even where a delete came before it', () => {
    const log = [
      { id: 'e', t: null, a: 5, rev: 3, op: 'delete' },
      { id: 'e', t: 10, a: 11, rev: 1, x: 1 },
      { id: 'e', t: 10, a: 50, rev: 4, x: 2 },
    ]
    expect(value(late('5us'), log, { t: 100 })).toBe(2)
  })
})

test('a redelivered revision is no first upsert, even where the revision was a delete', () => {
  const log = [
    { id: 'e', t: null, a: 12, rev: 0, op: 'delete' },
    { id: 'e', t: 16, a: 12, rev: 0, x: 1 },
    { id: 'e', t: 9, a: 13, rev: 7, x: 2 },
  ]
  expect(state({ allowedLateness: '0s' }, log, { t: 100 })).toBe('not-found')
  expect(value({ allowedLateness: '4us' }, log, { t: 100 })).toBe(2)
})

describe('the log (§ 2)', () => {
  test('a redelivery adds nothing, and the first appended content stands', () => {
    const log = [
      { id: 'e', t: 1, x: 5 },
      { id: 'e', t: 1, a: 2, x: 7 },
      { id: 'e', t: 1, a: 3, x: 5 },
    ]
    expect(value({}, log, { t: 100 })).toBe(5)
    expect(prepare({}, log).log.accepted.conflicts).toBe(1)
  })

  test('a correction counts from its own arrival on, in whatever order revisions come', () => {
    const log = [
      { id: 'e', t: 1, x: 5 },
      { id: 'e', t: 1, a: 50, rev: 2, x: 7 },
      { id: 'e', t: 1, a: 60, rev: 1, x: 6 },
    ]
    expect(value({}, log, { t: 100, k: 49 })).toBe(5)
    expect(value({}, log, { t: 100, k: 50 })).toBe(7)
    expect(value({}, log, { t: 100, k: 60 })).toBe(7)
  })

  test('a correction may move the event time', () => {
    const log = [
      { id: 'e', t: 50, x: 5 },
      { id: 'e', t: 10, a: 60, rev: 1, x: 5 },
    ]
    expect(value(window('60us'), log, { t: 100, k: 55 })).toBe(5)
    expect(value(window('60us'), log, { t: 100 })).toBe(null)
  })

  test('a retraction removes, a higher revision brings back, a delete may come first', () => {
    const log = [
      { id: 'e', t: null, a: 1, rev: 1, op: 'delete' },
      { id: 'e', t: 1, a: 2, x: 5 },
      { id: 'e', t: 1, a: 30, rev: 2, x: 9 },
    ]
    expect(state({}, log, { t: 100, k: 20 })).toBe('not-found')
    expect(value({}, log, { t: 100 })).toBe(9)
  })

  test('rejects are as if never appended, and are counted by reason', () => {
    const log: Sketch[] = [
      { id: null, t: 1, x: 1 },
      { k: null, t: 1, x: 1 },
      { op: 'merge', t: 1, x: 1 },
      { rev: -1, t: 1, x: 1 },
      { rev: 1.5, t: 1, x: 1 },
      { t: null, a: 1, x: 1 },
      { id: 'n', t: 1, x: Number.NaN },
      { id: 'w', t: 1, x: 'one' },
      { id: 'n', t: 1, a: 2, x: 3 },
      { id: 'n', k: 'b', t: 1, a: 3, x: 4 },
      { id: 'd', t: null, op: 'delete', x: Number.NaN },
    ]
    const { log: spec } = prepare({}, log)
    expect(Object.fromEntries(spec.accepted.rejects)).toEqual({
      'no-id': 1,
      'no-key': 1,
      'illegal-op': 1,
      'illegal-revision': 2,
      'no-event-time': 1,
      'illegal-value': 1,
      'wrong-type': 1,
      'id-under-another-key': 1,
    })
    expect(value({}, log, { t: 100 })).toBe(3)
  })

  test('an α that falls along the offsets is raised, and orders the log', () => {
    const log: Sketch[] = [
      { id: 'p', t: 1, a: 50, x: 1, at: [0, 0] },
      { id: 'q', t: 1, a: 10, x: 2, at: [0, 1] },
      { id: 'r', t: 1, a: 10, x: 4, at: [1, 0] },
    ]
    expect(prepare({}, log).log.accepted.raised).toBe(1)
    expect(value({}, log, { t: 100, k: 49 })).toBe(4)
    expect(value({}, log, { t: 100, k: 50 })).toBe(7)
  })

  test('Known(S) is a prefix of every partition, whatever α says', () => {
    const log: Sketch[] = [
      { t: 1, a: 1, x: 1, at: [0, 0] },
      { t: 2, a: 2, x: 2, at: [0, 1] },
      { t: 3, a: 3, x: 4, at: [1, 0] },
    ]
    expect(value({}, log, { t: 100, offsets: { 0: 1, 1: 1 } })).toBe(5)
    expect(value({}, log, { t: 100, offsets: { 0: 2 } })).toBe(3)
    expect(state({}, log, { t: 100, offsets: {} })).toBe('not-found')
  })
})

describe('refresh (§ 3)', () => {
  const daily = { refresh: { every: '100us', delay: '20us' } }
  const log = [
    { t: 50, a: 50, x: 1 },
    { t: 60, a: 130, x: 2 },
    { t: 150, a: 150, x: 4 },
  ]

  test('R is the newest grid instant that was ready by min(K, T)', () => {
    expect(state(daily, log, { t: 119 })).toBe('not-found')
    expect(value(daily, log, { t: 120 })).toBe(1)
    expect(value(daily, log, { t: 219 })).toBe(1)
    expect(value(daily, log, { t: 220 })).toBe(7)
    expect(value(daily, log, { t: 220, k: 219 })).toBe(1)
  })

  test('as trained the facts are those of the cut, at the same R', () => {
    expect(value(daily, log, { t: 219, k: 500, trained: true })).toBe(3)
    expect(value(daily, log, { t: 219, k: 500 })).toBe(1)
  })

  test('with offsets K is the greatest α applied over the source', () => {
    const placed = log.map((each, i) => ({
      ...each,
      at: [i === 2 ? 1 : 0, i === 2 ? 0 : i] as [number, number],
    }))
    expect(value(daily, placed, { t: 500, offsets: { 0: 1 } })).toBe(null)
    expect(value(daily, placed, { t: 500, offsets: { 0: 1, 1: 1 } })).toBe(1)
  })

  test('a ttl counts from R', () => {
    const latest = { aggregate: { ...latestX, ttl: '60us' }, ...daily }
    expect(state(latest, [{ t: 50, x: 1 }], { t: 219 })).toBe('present')
    expect(state(latest, [{ t: 50, x: 1 }], { t: 220 })).toBe('expired')
  })
})

describe('nulls and empties (§ 4)', () => {
  const facts = [
    { t: 1, x: 1 },
    { t: 2, x: null },
    { t: 3, x: 3 },
  ]

  test('skip, zero and poison', () => {
    const mean = { aggregate: { kind: 'mean', of: { field: 'x' } } }
    expect(value(mean, facts, { t: 9 })).toBe(2)
    expect(value({ ...mean, nulls: 'zero' }, facts, { t: 9 })).toBeCloseTo(4 / 3, 12)
    expect(evaluate({ ...mean, nulls: 'poison' }, facts, { t: 9 })).toMatchObject({
      value: null,
      state: 'null',
    })
  })

  test('count() counts facts, count(x) those whose x is not null', () => {
    expect(value({ aggregate: { kind: 'count' } }, facts, { t: 9 })).toBe(3n)
    expect(value({ aggregate: { kind: 'count', of: { field: 'x' } } }, facts, { t: 9 })).toBe(2n)
  })

  test('empty is not-found with whenEmpty; all null is null; they are told apart', () => {
    expect(evaluate({ whenEmpty: -1 }, [], { t: 9 })).toMatchObject({ value: -1, state: 'not-found' })
    expect(evaluate({ whenEmpty: -1 }, [{ t: 1 }], { t: 9 })).toMatchObject({ value: null, state: 'null' })
    expect(evaluate({ aggregate: { kind: 'count' } }, [], { t: 9 })).toMatchObject({
      value: 0n,
      state: 'not-found',
    })
  })

  test('a predicate that is null is false', () => {
    const settled = { where: { field: 'ok' } }
    expect(
      value(
        settled,
        [
          { t: 1, x: 1, ok: true },
          { t: 1, x: 2, ok: null },
          { t: 1, x: 4, ok: false },
        ],
        { t: 9 },
      ),
    ).toBe(1)
  })

  test('a probe with a null key part is not-found', () => {
    expect(state({}, facts, { t: 9, key: [null] })).toBe('not-found')
  })
})

describe('aggregations (§ 5)', () => {
  const of = (kind: string, field: string, more: object = {}) => ({
    aggregate: { kind, of: { field }, ...more },
  })

  test('ties are ordered by (τ, α of the first upsert, id), never by arrival of a correction', () => {
    const log = [
      { id: 'b', t: 5, a: 6, x: 1 },
      { id: 'a', t: 5, a: 6, x: 2 },
      { id: 'z', t: 5, a: 5, x: 3 },
      { id: 'z', t: 5, a: 9, rev: 1, x: 4 },
    ]
    expect(value(of('last', 'x'), log, { t: 100 })).toBe(1)
    expect(value(of('first', 'x'), log, { t: 100 })).toBe(4)
    expect(value(of('lastN', 'x', { n: 2 }), log, { t: 100 })).toEqual([1, 2])
  })

  test('integer ids are ordered as numbers, string ids by code point', () => {
    const numbers = [
      { id: 9n, t: 5, x: 1 },
      { id: 10n, t: 5, x: 2 },
    ]
    expect(value(of('last', 'x'), numbers, { t: 9 })).toBe(2)
    const strings = [
      { id: '9', t: 5, x: 1 },
      { id: '10', t: 5, x: 2 },
    ]
    expect(value(of('last', 'x'), strings, { t: 9 })).toBe(1)
    const planes = [
      { id: '\uFFFD', t: 5, x: 1 },
      { id: '\u{1F600}', t: 5, x: 2 },
    ]
    expect(value(of('last', 'x'), planes, { t: 9 })).toBe(2)
  })

  test('int sums are exact, may leave 64 bits on the way, and are null outside them', () => {
    const max = 2n ** 63n - 1n
    const there = [
      { t: 1, i: max },
      { t: 2, i: 1n },
      { t: 3, i: -1n },
    ]
    expect(value(of('sum', 'i'), there, { t: 9 })).toBe(max)
    expect(evaluate(of('sum', 'i'), there.slice(0, 2), { t: 9 })).toMatchObject({
      value: null,
      state: 'null',
    })
    expect(value(of('mean', 'i'), there.slice(0, 2), { t: 9 })).toBe(2 ** 62)
  })

  test('float sums whose Σ|x| is not finite are null', () => {
    const log = [
      { t: 1, x: 1e308 },
      { t: 2, x: 1e308 },
      { t: 3, x: -1e308 },
    ]
    expect(value(of('sum', 'x'), log, { t: 9 })).toBe(null)
    expect(value(of('mean', 'x'), log, { t: 9 })).toBe(null)
  })

  test('variance is the sample variance, null below two values and where n · max(x²) is not finite', () => {
    expect(
      value(
        of('variance', 'x'),
        [
          { t: 1, x: 1 },
          { t: 2, x: 3 },
        ],
        { t: 9 },
      ),
    ).toBe(2)
    expect(
      value(
        of('stddev', 'x'),
        [
          { t: 1, x: 1 },
          { t: 2, x: 3 },
        ],
        { t: 9 },
      ),
    ).toBe(Math.SQRT2)
    expect(value(of('variance', 'x'), [{ t: 1, x: 1 }], { t: 9 })).toBe(null)
    expect(
      value(
        of('variance', 'x'),
        [
          { t: 1, x: 1e154 },
          { t: 2, x: 1e154 },
        ],
        { t: 9 },
      ),
    ).toBe(null)
  })

  test('countDistinct takes −0 and 0 as one value; lastN of nulls is an empty list, present', () => {
    expect(
      value(
        of('countDistinct', 'x'),
        [
          { t: 1, x: 0 },
          { t: 2, x: -0 },
          { t: 3, x: 1 },
        ],
        { t: 9 },
      ),
    ).toBe(2n)
    expect(evaluate(of('lastN', 'x', { n: 3 }), [{ t: 1 }], { t: 9 })).toMatchObject({
      value: [],
      state: 'present',
    })
  })

  test('latest takes the newest fact as it is, and expires just after its ttl', () => {
    const latest = (ttl: string) => of('latest', 'x', { ttl })
    expect(evaluate(latest('9us'), [{ t: 1, x: 1 }, { t: 2 }], { t: 9 })).toMatchObject({
      value: null,
      state: 'null',
    })
    expect(state(latest('9us'), [{ t: 1, x: 1 }], { t: 10 })).toBe('present')
    expect(evaluate(latest('9us'), [{ t: 1, x: 1 }], { t: 11 })).toMatchObject({
      value: null,
      state: 'expired',
    })
    expect(state({ ...latest('0s'), window: { closed: 'right' } }, [{ t: 1, x: 1 }], { t: 1 })).toBe(
      'present',
    )
    expect(state(latest('0s'), [{ t: 1, x: 1 }], { t: 2 })).toBe('expired')
  })

  test('strings are compared by code point', () => {
    const log = [
      { t: 1, s: '\uFFFD' },
      { t: 2, s: '\u{1F600}' },
    ]
    expect(value(of('max', 's'), log, { t: 9 })).toBe('\u{1F600}')
  })
})

describe('complete_from (§ 7)', () => {
  const judged = (feature: object, sketches: Sketch[], at: At) => evaluate(feature, sketches, at).judged

  test('a window is judged when its tail, on the grid, is not before it', () => {
    expect(judged(window('10us'), [], { t: 60, completeFrom: 50 })).toBe(true)
    expect(judged(window('10us'), [], { t: 59, completeFrom: 50 })).toBe(false)
    expect(judged(window('10us', { slide: '7us' }), [], { t: 60, completeFrom: 50 })).toBe(false)
  })

  test('an unbounded feature is not, but for a latest whose newest fact is at hand', () => {
    expect(judged({}, [{ t: 55, x: 1 }], { t: 60, completeFrom: 50 })).toBe(false)
    expect(judged({ aggregate: latestX }, [{ t: 55, x: 1 }], { t: 60, completeFrom: 50 })).toBe(true)
    expect(judged({ aggregate: latestX }, [{ t: 45, x: 1 }], { t: 60, completeFrom: 50 })).toBe(false)
    expect(judged({ aggregate: latestX }, [], { t: 60, completeFrom: 50 })).toBe(false)
  })
})

test('a leak keeps the tail and moves the head', () => {
  const { log, feature } = prepare(window('10us'), [
    { t: 95, a: 0, x: 1 },
    { t: 105, a: 0, x: 2 },
  ])
  const point = { asOf: 120, knowledge: { kind: 'at', k: 500 }, trained: true } as const
  expect(log.evaluate(feature, ['a'], point).value).toBe(null)
  expect(log.evaluate(feature, ['a'], point, 100).value).toBe(3)
})
