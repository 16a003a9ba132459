import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlacedRecord } from '../../../features/log-record.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { readAnswers } from './read-answers.ts'
import { runBatchPlan } from './run-batch-plan.ts'
import { loadLog, loadPoints } from './testing/load-case.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(() => connection.closeSync())

const windows = { ever: null, short: 24, long: 90, year: 365 * 86_400_000_000 } as const
const facts = Array.from({ length: 120 }, (_, i) => ({ t: i - 40, a: i - 40 + (i % 4), x: BigInt(i % 50) }))
const day = 86_400_000_000
const asks = [
  ...Array.from({ length: 40 }, (_, i) => 4 * i - 42),
  -400 * day,
  60 * day,
  2 ** 53 - 10,
].flatMap(t => [-3, 0, 1, 2, 5].map(lag => ({ t, k: t + lag })))

const definitions = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'd',
  version: 1,
  entity: { account: 'string' },
  sources: { log: { key: { account: 'key' }, fields: { key: 'string', x: 'int' } } },
  features: Object.fromEntries(
    Object.entries(windows).flatMap(([name, length]) =>
      (['left', 'right'] as const).flatMap(closed =>
        (['sum', 'countDistinct', 'count'] as const).map(kind => [
          `${kind.toLowerCase()}_${name}_${closed}`,
          {
            source: 'log',
            aggregate: kind === 'count' ? { kind } : { kind, of: { field: 'x' } },
            window: { closed, ...(length === null ? {} : { length: `${length}us` }) },
          },
        ]),
      ),
    ),
  ),
})

function expected(
  t: number,
  k: number,
  length: number | null,
  closed: string,
): Record<string, bigint | null> {
  const tail = length === null ? Number.NEGATIVE_INFINITY : t - length
  const inside = facts.filter(
    fact => fact.a <= k && (closed === 'left' ? fact.t >= tail && fact.t < t : fact.t > tail && fact.t <= t),
  )
  return {
    sum: inside.length === 0 ? null : inside.reduce((sum, fact) => sum + fact.x, 0n),
    countdistinct: BigInt(new Set(inside.map(fact => fact.x)).size),
    count: BigInt(inside.length),
  }
}

// Catches a tile, a pace or a fan-out that is off by one µs: every fact lies on some edge of some ask's tiles. An ask long before or after
// the log, and a window that reaches far beyond it, catch a plan that makes a row of every tile in between.
test.each([
  { pace: 0, tile: 1 },
  { pace: 3, tile: 1 },
  { pace: 2, tile: 2 },
  { pace: 3, tile: 5 },
  { pace: 100, tile: 3 },
])('tiles of $tile µs, pace $pace µs', async ({ pace, tile }) => {
  const records = facts.map(
    ({ t, a, x }, position): PlacedRecord => ({
      source: 'log',
      id: BigInt(position),
      eventTime: t,
      arrivalTime: a,
      op: 'upsert',
      revision: 0,
      fields: { key: 'a', x },
      position,
      placement: null,
    }),
  )
  await loadLog(connection, 'log', definitions, definitions.sources.get('log')!, records)
  const points = asks.map(({ t, k }) => ({ key: { account: 'a' }, asOf: t, k, offsets: null }))
  await loadPoints(connection, 'points', definitions, points)
  const tiles = { origin: Math.floor(-40 / tile), last: Math.floor(79 / tile) }
  const measures = new Map([['log', { pace, tile, ...tiles, huge: false }]])
  const reading = {
    definitions,
    logs: new Map([['log', 'log']]),
    points: 'points',
    into: 'answers',
    measures,
  }
  for (const trained of [false, true]) {
    await runBatchPlan(connection, { ...reading, trained })
    for await (const { probes, cells } of readAnswers(connection, 'answers', definitions)) {
      for (const [row, probe] of probes.entries()) {
        const { t, k } = asks[Number(probe)]!
        for (const [feature, answered] of cells) {
          const [kind, name, closed] = feature.split('_') as [string, keyof typeof windows, string]
          const value = expected(t, k, windows[name], closed)[kind]
          expect(answered[row]!.value, `${feature} at ${t}, known ${k}`).toBe(value)
        }
      }
    }
  }
})
