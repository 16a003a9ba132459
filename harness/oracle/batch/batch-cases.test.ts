import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlacedRecord } from '../../../features/log-record.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import type { Instant, Value } from '../../../features/value.ts'
import { readAnswers } from './read-answers.ts'
import { runBatchPlan } from './run-batch-plan.ts'
import { loadLog, loadPoints } from './testing/load-case.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(() => connection.closeSync())

/** A record of key `a`: τ, α (τ by default), id (its place in the list by default), and what it holds. */
interface Sketch {
  readonly t: Instant | null
  readonly a?: Instant
  readonly id?: string
  readonly rev?: number
  readonly op?: 'delete'
  readonly x?: number | null
  readonly i?: bigint | null
  readonly at?: readonly [partition: number, offset: number]
}

/** T, and what is known at it: K (T by default) or offsets. */
interface Ask {
  readonly t: Instant
  readonly k?: Instant
  readonly offsets?: Readonly<Record<string, number>>
  readonly trained?: boolean
}

async function answer(feature: object, sketches: readonly Sketch[], ask: Ask) {
  const definitions = definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'd',
    version: 1,
    entity: { account: 'string' },
    sources: { log: { key: { account: 'key' }, fields: { key: 'string', x: 'float', i: 'int' } } },
    features: { f: { source: 'log', ...feature } },
  })
  const records = sketches.map(
    ({ t, a, id, rev, op, x, i, at }, position): PlacedRecord => ({
      source: 'log',
      id: id ?? `e${position}`,
      eventTime: t,
      arrivalTime: a ?? t ?? 0,
      op: op ?? 'upsert',
      revision: rev ?? 0,
      fields: { key: 'a', x: x ?? null, i: i ?? null },
      position,
      placement: at === undefined ? null : { partition: at[0], offset: at[1] },
    }),
  )
  await loadLog(connection, 'log', definitions, definitions.sources.get('log')!, records)
  const k = ask.offsets === undefined ? (ask.k ?? ask.t) : null
  const offsets = ask.offsets === undefined ? null : { log: ask.offsets }
  await loadPoints(connection, 'points', definitions, [{ key: { account: 'a' }, asOf: ask.t, k, offsets }])
  const reading = { definitions, logs: new Map([['log', 'log']]), points: 'points', into: 'answers' }
  await runBatchPlan(connection, { ...reading, trained: ask.trained ?? false })
  for await (const { cells } of readAnswers(connection, 'answers', definitions)) {
    const { value, state } = cells.get('f')![0]!
    return [state, value] as const
  }
  throw new Error('the plan answered no row')
}

const agg = (kind: string, of: string | null, more: object = {}) => ({
  aggregate: { kind, ...(of === null ? {} : { of: { field: of } }) },
  ...more,
})
const us = (length: number, more: object = {}) => ({ window: { length: `${length}us`, ...more } })
const count = (more: object) => agg('count', null, more)
const top = 2n ** 63n - 1n
const present = (value: Value) => ['present', value] as const
const nothing = ['null', null] as const
const empty = (value: Value) => ['not-found', value] as const

describe('literal cases, clause by clause', () => {
  const pair: Sketch[] = [{ t: 10 }, { t: 20 }]
  const corrected: Sketch[] = [
    { t: 10, id: 'e', x: 1 },
    { t: 10, a: 50, id: 'e', rev: 1, x: 7 },
    { t: null, a: 70, id: 'e', rev: 2, op: 'delete' },
  ]
  const tied: Sketch[] = [
    { t: 1, a: 5, at: [0, 0], x: 1 },
    { t: 2, a: 5, at: [0, 1], x: 2 },
  ]
  // Each row is a sentence of semantics §§ 2–5 with the value that it gives, so that the two SQL and specification
  // evaluators cannot drift together.
  test.each<[string, object, readonly Sketch[], Ask, readonly [string, Value]]>([
    ['§ 3 left holds its tail, not its head', count(us(10)), pair, { t: 20 }, present(1n)],
    [
      '§ 3 right holds its head, not its tail',
      count(us(10, { closed: 'right' })),
      pair,
      { t: 20 },
      present(1n),
    ],
    ['§ 3 a µs later the tail is out', count(us(10)), pair, { t: 21 }, present(1n)],
    ['§ 3 nothing in the window', count(us(5)), pair, { t: 100 }, empty(0n)],
    [
      '§ 3 slide rounds a negative tail down',
      count(us(3, { slide: '5us' })),
      [
        { t: -10, a: -10 },
        { t: -5, a: -5 },
      ],
      { t: -4 },
      present(2n),
    ],
    ['§ 3 a future-dated fact waits', count(us(50)), [{ t: 30, a: 5 }], { t: 20 }, empty(0n)],
    [
      '§ 3 too late on its first upsert',
      count({ allowedLateness: '4us' }),
      [
        { t: 10, a: 15 },
        { t: 10, a: 14 },
      ],
      { t: 99 },
      present(1n),
    ],
    ['§ 3 refresh serves R', count({ refresh: { every: '10us', delay: '3us' } }), pair, { t: 22 }, empty(0n)],
    [
      '§ 3 refresh is there at R + delay',
      count({ refresh: { every: '10us', delay: '3us' } }),
      pair,
      { t: 23 },
      present(1n),
    ],
    [
      '§ 3 refresh knows what came by R + delay',
      count({ refresh: { every: '10us', delay: '3us' } }),
      [{ t: 10, a: 24 }],
      { t: 29 },
      empty(0n),
    ],
    [
      '§ 3 as trained it knows all',
      count({ refresh: { every: '10us', delay: '3us' } }),
      [{ t: 10, a: 24 }],
      { t: 29, trained: true },
      present(1n),
    ],
    ['§ 2 before the correction', agg('latest', 'x'), corrected, { t: 49 }, present(1)],
    ['§ 2 from the correction on', agg('latest', 'x'), corrected, { t: 50 }, present(7)],
    ['§ 2 from the retraction on', agg('latest', 'x'), corrected, { t: 70 }, empty(null)],
    [
      '§ 2 a redelivery adds nothing',
      agg('sum', 'x'),
      [
        { t: 1, id: 'e', x: 1 },
        { t: 2, id: 'e', x: 9 },
      ],
      { t: 9 },
      present(1),
    ],
    [
      '§ 2 the highest revision wins, though it came first',
      agg('sum', 'x'),
      [
        { t: 1, id: 'e', rev: 3, x: 3 },
        { t: 1, a: 2, id: 'e', rev: 1, x: 1 },
      ],
      { t: 9 },
      present(3),
    ],
    [
      '§ 2 a fallen arrival is raised',
      count({}),
      [
        { t: 1, a: 50, at: [0, 0] },
        { t: 1, a: 2, at: [0, 1] },
      ],
      { t: 10 },
      empty(0n),
    ],
    [
      '§ 2 offsets between two of one arrival',
      agg('sum', 'x'),
      tied,
      { t: 9, offsets: { 0: 1 } },
      present(1),
    ],
    ['§ 2 offsets above both', agg('sum', 'x'), tied, { t: 9, offsets: { 0: 2 } }, present(3)],
    ['§ 2 a partition not listed is at 0', count({}), tied, { t: 9, offsets: {} }, empty(0n)],
    [
      '§ 5 int sum past 64 bits',
      agg('sum', 'i'),
      [
        { t: 1, i: top },
        { t: 2, i: 1n },
      ],
      { t: 9 },
      nothing,
    ],
    [
      '§ 5 int sum that comes back',
      agg('sum', 'i'),
      [
        { t: 1, i: top },
        { t: 2, i: 1n },
        { t: 3, i: -1n },
      ],
      { t: 9 },
      present(top),
    ],
    [
      '§ 5 mean of ints beyond 64 bits',
      agg('mean', 'i'),
      [
        { t: 1, i: top },
        { t: 2, i: top },
      ],
      { t: 9 },
      present(2 ** 63),
    ],
    [
      '§ 5 Σ|x| not finite',
      agg('sum', 'x'),
      [
        { t: 1, x: 1e308 },
        { t: 2, x: 1e308 },
        { t: 3, x: -1e308 },
      ],
      { t: 9 },
      nothing,
    ],
    [
      '§ 5 variance near the top of floats',
      agg('variance', 'x'),
      [
        { t: 1, x: 9e153 },
        { t: 2, x: -9e153 },
      ],
      { t: 9 },
      present(1.62e308),
    ],
    [
      '§ 5 n · max(x²) not finite',
      agg('variance', 'x'),
      [
        { t: 1, x: 1e154 },
        { t: 2, x: 1e154 },
      ],
      { t: 9 },
      nothing,
    ],
    ['§ 5 variance of one', agg('stddev', 'x'), [{ t: 1, x: 3 }], { t: 9 }, nothing],
    [
      '§ 5 −0 and 0 are one value',
      agg('countDistinct', 'x'),
      [
        { t: 1, x: -0 },
        { t: 2, x: 0 },
      ],
      { t: 9 },
      present(1n),
    ],
    [
      '§ 5 string ids by code point',
      agg('latest', 'i'),
      [
        { t: 1, id: '9', i: 9n },
        { t: 1, id: '10', i: 10n },
      ],
      { t: 9 },
      present(9n),
    ],
    [
      '§ 5 expired a µs past the ttl',
      { aggregate: { kind: 'latest', of: { field: 'x' }, ttl: '3us' } },
      [{ t: 5, x: 1 }],
      { t: 9 },
      ['expired', null],
    ],
    [
      '§ 5 not yet at the ttl',
      { aggregate: { kind: 'latest', of: { field: 'x' }, ttl: '4us' } },
      [{ t: 5, x: 1 }],
      { t: 9 },
      present(1),
    ],
    [
      '§ 5 lastN of nulls is an empty list',
      { aggregate: { kind: 'lastN', of: { field: 'x' }, n: 2 } },
      [{ t: 5 }],
      { t: 9 },
      present([]),
    ],
    [
      '§ 5 lastN, more than a heap would hold',
      { aggregate: { kind: 'lastN', of: { field: 'x' }, n: 70 } },
      [{ t: 5, x: 1 }, { t: 6 }, { t: 7, x: 2 }],
      { t: 9 },
      present([2, 1]),
    ],
    [
      '§ 4 one null poisons',
      agg('sum', 'x', { nulls: 'poison' }),
      [{ t: 5, x: 1 }, { t: 6 }],
      { t: 9 },
      nothing,
    ],
    [
      '§ 4 a null is zero',
      agg('mean', 'x', { nulls: 'zero' }),
      [{ t: 5, x: 1 }, { t: 6 }],
      { t: 9 },
      present(0.5),
    ],
    // Would catch a plan that unfolds every tile up to T where few facts stand, or none.
    [
      '§ 2 nothing stands, asked in 2026',
      count({}),
      [
        { t: 10, id: 'e' },
        { t: null, a: 20, id: 'e', rev: 1, op: 'delete' },
      ],
      { t: 1_772_323_200_000_000 },
      empty(0n),
    ],
    [
      '§ 3 one fact, asked about decades later',
      agg('sum', 'x', { window: { length: '36500d' } }),
      [{ t: 10, x: 1 }],
      { t: 1_772_323_200_000_000 },
      present(1),
    ],
    ['§ 4 whenEmpty', agg('sum', 'x', { whenEmpty: -1 }), [], { t: 9 }, empty(-1)],
  ])('%s', async (_, feature, sketches, ask, expected) => {
    expect(await answer(feature, sketches, ask)).toEqual(expected)
  })
})
