import { describe, expect, test } from 'vitest'
import type { Value } from '../../features/value.ts'
import type { FactSketch } from '../diff/testing/judge-case.ts'
import type { CauseName } from './cause-name.ts'
import { causesOf, type ServedSketch, sketchHistory } from './testing/diagnose-case.ts'

const second = 1_000_000
const minute = 60 * second
const hour = 60 * minute

/** A store with one bug, as a few facts and what it served; every value is worked out by hand. */
interface Example {
  readonly cause: CauseName
  readonly feature: object
  readonly facts: readonly FactSketch[]
  readonly served: readonly ServedSketch[]
  readonly training?: readonly Value[]
}

const sumOf = (more: object = {}) => ({ aggregate: { kind: 'sum', of: { field: 'i' } }, ...more })
const countOf = (more: object = {}) => ({ aggregate: { kind: 'count' }, window: { length: '1h' }, ...more })
const latestOf = (more: object = {}) => ({ aggregate: { kind: 'latest', of: { field: 'i' } }, ...more })
const at = (t: number, value: Value, state?: ServedSketch['state']): ServedSketch =>
  state === undefined ? { t, value } : { t, value, state }

const examples: readonly Example[] = [
  {
    cause: 'as-of-boundary',
    feature: countOf(),
    facts: [{ t: hour }, { t: 2 * hour }],
    served: [at(hour, 1n), at(hour + minute, 1n), at(2 * hour, 2n), at(2 * hour + minute, 1n)],
  },
  {
    cause: 'window-tail',
    feature: countOf(),
    facts: [{ t: hour }, { t: hour + minute }, { t: 3 * hour }],
    served: [at(2 * hour, 1n), at(2 * hour + minute, 0n), at(2 * hour - minute, 2n), at(4 * hour, 0n)],
  },
  {
    cause: 'eviction-missing',
    feature: countOf(),
    facts: [{ t: 0 }, { t: minute }, { t: 5 * hour }],
    served: [at(2 * minute, 2n), at(4 * hour, 2n), at(6 * hour, 3n), at(7 * hour, 3n)],
  },
  {
    cause: 'filter-ignored',
    feature: sumOf({ where: { call: 'eq', args: [{ field: 's' }, { literal: 'yes' }] } }),
    facts: [
      { t: 1, i: 5n, s: 'yes' },
      { t: 2, i: 7n, s: 'no' },
    ],
    served: [at(2, 5n), at(3, 12n), at(9, 12n)],
  },
  {
    cause: 'null-as-zero',
    feature: { aggregate: { kind: 'mean', of: { field: 'x' } } },
    facts: [
      { t: 1, x: 4 },
      { t: 2, x: null },
    ],
    served: [at(2, 4), at(3, 2), at(4, 2)],
  },
  {
    cause: 'null-poisons',
    feature: sumOf(),
    facts: [
      { t: 1, i: 4n },
      { t: 2, i: null },
    ],
    served: [at(2, 4n), at(3, null), at(4, null)],
  },
  {
    cause: 'null-skipped',
    feature: latestOf(),
    facts: [
      { t: 1, i: 4n },
      { t: 2, i: null },
    ],
    served: [at(2, 4n), at(3, 4n), at(4, 4n)],
  },
  {
    cause: 'empty-default',
    feature: countOf(),
    facts: [{ t: hour }],
    served: [at(hour + 1, 1n), at(9 * hour, null), at(8 * hour, null)],
  },
  {
    cause: 'state-confused',
    feature: sumOf({ window: { length: '1h' } }),
    facts: [{ t: 1, i: 1n }],
    served: [at(2, 1n, 'present'), at(3 * hour, null, 'null'), at(4 * hour, null, 'null')],
  },
  {
    cause: 'ttl-ignored',
    feature: { aggregate: { kind: 'latest', of: { field: 'i' }, ttl: '1m' } },
    facts: [{ t: 0, i: 3n }],
    served: [at(minute, 3n), at(2 * minute, 3n), at(hour, 3n)],
  },
  {
    cause: 'ttl-boundary',
    feature: { aggregate: { kind: 'latest', of: { field: 'i' }, ttl: '1m' } },
    facts: [{ t: 0, i: 3n }],
    served: [at(minute, null), at(minute - 1, 3n), at(minute + 1, null)],
  },
  {
    cause: 'duplicate-counted',
    feature: sumOf(),
    facts: [
      { id: 'e', t: 1, i: 4n },
      { id: 'e', t: 1, a: 5, i: 4n },
      { id: 'g', t: 7, i: 1n },
    ],
    served: [at(4, 4n), at(6, 8n), at(9, 9n)],
  },
  {
    cause: 'correction-ignored',
    feature: sumOf(),
    facts: [
      { id: 'e', t: 1, i: 4n },
      { id: 'e', t: 1, a: 5, i: 9n, rev: 2 },
    ],
    served: [at(4, 4n), at(6, 4n), at(9, 4n)],
  },
  {
    cause: 'retraction-ignored',
    feature: sumOf(),
    facts: [
      { id: 'e', t: 1, i: 4n },
      { id: 'e', t: null, a: 5, rev: 1, op: 'delete' },
    ],
    served: [at(4, 4n), at(6, 4n), at(9, 4n)],
  },
  {
    cause: 'out-of-order-overwrite',
    feature: latestOf(),
    facts: [
      { t: 5, i: 5n },
      { t: 2, a: 6, i: 2n },
      { t: 7, a: 9, i: 7n },
    ],
    served: [at(6, 2n), at(8, 2n), at(10, 7n)],
  },
  {
    cause: 'tie-break',
    feature: latestOf(),
    facts: [
      { id: 'a', t: 1, i: 1n },
      { id: 'b', t: 1, i: 2n },
      { id: 'c', t: 3, i: 3n },
    ],
    served: [at(2, 1n), at(3, 1n), at(5, 3n)],
  },
  {
    cause: 'integer-overflow',
    feature: sumOf(),
    facts: [
      { t: 1, i: 2n ** 63n - 1n },
      { t: 2, i: 2n },
    ],
    served: [at(2, 2n ** 63n - 1n), at(3, -(2n ** 63n) + 1n), at(9, -(2n ** 63n) + 1n)],
  },
  {
    cause: 'value-precision',
    feature: { aggregate: { kind: 'max', of: { field: 'x' } } },
    facts: [
      { t: 1, x: 0.1 },
      { t: 5, x: 0.5 },
    ],
    served: [at(2, Math.fround(0.1)), at(3, Math.fround(0.1)), at(9, 0.5)],
  },
  {
    cause: 'late-dropped',
    feature: countOf(),
    facts: [{ t: 0 }, { t: minute, a: 3 * minute }, { t: 2 * minute, a: 4 * minute }, { t: 5 * minute }],
    served: [at(2 * minute, 1n), at(3 * minute + 1, 1n), at(4 * minute + 1, 1n), at(6 * minute, 2n)],
  },
  {
    cause: 'late-counted',
    feature: countOf({ allowedLateness: '1m' }),
    facts: [{ t: 0 }, { t: 0, a: 5 * minute }],
    served: [at(minute, 1n), at(6 * minute, 2n), at(7 * minute, 2n)],
  },
  {
    cause: 'processing-time-used',
    feature: countOf(),
    facts: [{ t: 0, a: hour }, { t: 10 * minute, a: hour + 20 * minute }, { t: 2 * hour }],
    served: [
      at(hour + minute, 1n),
      at(hour + 30 * minute, 2n),
      at(2 * hour + 10 * minute, 2n),
      at(4 * hour, 0n),
    ],
  },
  {
    cause: 'future-visible',
    feature: countOf(),
    facts: [
      { t: hour, a: 0 },
      { t: 2 * hour, a: minute },
    ],
    served: [at(2 * minute, 2n), at(minute, 2n), at(hour + minute, 2n), at(9 * hour, 0n)],
  },
  {
    cause: 'time-zone',
    feature: countOf(),
    facts: [{ t: hour }, { t: hour + 10 * minute }, { t: 8 * hour }],
    served: [
      at(hour + minute, 0n),
      at(6.5 * hour + minute, 1n),
      at(6.5 * hour + 20 * minute, 2n),
      at(8.5 * hour, 0n),
      at(13.5 * hour + minute, 1n),
    ],
  },
  {
    cause: 'replay-double-count',
    feature: { aggregate: { kind: 'sum', of: { field: 'x' } } },
    facts: [
      { t: 1, x: 100.5 },
      { t: 2, x: 7.25 },
      { t: 3, x: 3.125 },
    ],
    served: [at(2, 100.5), at(3, 115), at(4, 118.125), at(9, 118.125)],
  },
]

describe.each(examples)('$cause', ({ cause, feature, facts, served, training }) => {
  test('is named, alone, and reproduces every mismatch and no match otherwise', () => {
    const causes = causesOf(sketchHistory(feature, facts, served, training))
    expect(causes.map(each => each.cause)).toEqual([cause])
    const [named] = causes
    expect(named?.explained).toBe(named?.mismatches)
    expect(named?.explained).toBeGreaterThan(0)
    expect(named?.contradicted).toBe(0)
    expect(named?.proof).toMatch(/^account "a" at .+: served .+; point-in-time gives .+, because .+/)
  })
})

test('what no rule gives is unexplained, with what was ruled out', () => {
  const facts = [
    { t: 1, i: 3n },
    { t: 2, i: 4n },
  ]
  const [named] = causesOf(sketchHistory(sumOf(), facts, [at(3, 1_234_567n), at(4, -99n), at(5, 31_337n)]))
  expect(named).toMatchObject({ cause: 'unexplained', explained: 3, confidence: 0 })
  expect(named?.ruledOut).toContain('as-of-boundary')
})

test('nothing is named where all is right', () => {
  expect(causesOf(sketchHistory(sumOf(), [{ t: 1, i: 3n }], [at(1, null), at(2, 3n)]))).toEqual([])
})

test('two causes are told apart where each explains what the other does not', () => {
  const facts = [
    { id: 'e', t: hour, i: 5n },
    { id: 'e', t: hour, a: hour + minute, i: 50n, rev: 1 },
    { id: 'g', t: 2 * hour, i: 700n },
    { id: 'h', t: 3 * hour, i: 9_000n },
  ]
  const served = [
    at(hour, 5n),
    at(hour + 2 * minute, 5n),
    at(hour + 3 * minute, 5n),
    at(hour + 4 * minute, 5n),
    at(2 * hour, 705n),
    at(3 * hour, 9_700n),
    at(3 * hour + 1, 9_000n),
  ]
  const causes = causesOf(
    sketchHistory(sumOf({ window: { length: '59m' } }), facts, [
      ...served.filter(({ t }) => t < 2 * hour),
      at(2 * hour, 700n),
      at(2 * hour + minute, 700n),
      at(3 * hour, 9_000n),
      at(3 * hour + minute, 9_000n),
    ]),
  )
  expect(causes.map(({ cause }) => cause).sort()).toEqual(['as-of-boundary', 'correction-ignored'])
})

test('which side is wrong is told by the served, the training and our value', () => {
  const facts = [{ t: hour, i: 5n }]
  const both = causesOf(sketchHistory(sumOf(), facts, [at(hour, 5n), at(hour + 1, 5n)], [5n, 5n]))
  expect(both.map(({ cause, side, wrongSide }) => [cause, side, wrongSide])).toEqual([
    ['as-of-boundary', 'online', 'both-alike'],
    ['as-of-boundary', 'offline', 'both-alike'],
  ])
  const offline = causesOf(sketchHistory(sumOf(), facts, [at(hour, null), at(hour + 1, 5n)], [5n, 5n]))
  expect(offline.map(({ side, wrongSide }) => [side, wrongSide])).toEqual([['offline', 'offline']])
})
