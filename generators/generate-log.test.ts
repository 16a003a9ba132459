import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord } from '../features/log-record.ts'
import { definitionsOrThrow } from '../features/resolve-definitions.ts'
import { generateLog } from './generate-log.ts'
import { keyPool, uniform, zipf } from './keys.ts'
import { exponential, heavyTail } from './lateness.ts'
import { randomOf } from './random.ts'
import { appendableRejects } from './rejects.ts'
import type { Stream } from './stream.ts'
import { bursty, regular, silent, tied } from './times.ts'

const definitions = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 1,
  entity: { account: 'string', shop: 'int' },
  sources: {
    payments: {
      key: { account: 'payer', shop: 'shop' },
      fields: { payer: 'string', shop: 'int', amount: 'float', units: 'int', flag: 'bool', label: 'string' },
    },
  },
  features: {
    spend: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '10m' },
      allowedLateness: '2m',
    },
  },
})
const source = definitions.sources.get('payments')!
const anchors = [1_772_323_200_000_000 + 1_800_000_000]

function log(stream: Stream, seed: number | string = 1): LogRecord[] {
  const random = randomOf(seed)
  const keys = keyPool(definitions.entity, stream.keys ?? uniform(4), random.fork('keys'))
  return generateLog({ definitions, source, stream, keys, anchors }, random)
}

const everything: Stream = {
  count: 80,
  keys: zipf(1.2, { hot: 0.3, style: 'colliding' }),
  late: exponential('1m'),
  nulls: 0.2,
  values: 'mixed',
  edges: 0.3,
  lateEdges: 0.2,
  future: { share: 0.1, ahead: '5m' },
  corrections: { share: 0.3, each: 3, after: '5m', moves: 0.5, outOfOrder: 0.3 },
  retractions: { share: 0.3, after: '5m', early: 0.3, revived: 0.5 },
  duplicates: { share: 0.3, each: 2, after: '5m', conflicting: 0.3 },
  rejects: { share: 0.3 },
}
const slotOf = (record: LogRecord) => `${record.id} ${record.revision}`
const legal = (stream: Stream) => log({ ...stream, rejects: { share: 0 } })

test('the same seed gives the same log, another seed another, in the order of arrival', () => {
  fc.assert(
    fc.property(fc.integer(), seed => {
      const records = log(everything, seed)
      expect(log(everything, seed)).toEqual(records)
      expect(log(everything, seed + 1)).not.toEqual(records)
      expect(records.every((record, i) => i === 0 || record.arrivalTime >= records[i - 1]!.arrivalTime)).toBe(
        true,
      )
      expect(
        records.every(
          record => Number.isSafeInteger(record.arrivalTime) && !Object.is(record.arrivalTime, -0),
        ),
      ).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test('an adversity that is switched on adds records and leaves the facts as they were', () => {
  const facts = log({ count: 60, nulls: 0.1 })
  for (const part of ['corrections', 'retractions', 'duplicates', 'rejects'] as const) {
    const records = log({ count: 60, nulls: 0.1, [part]: everything[part] })
    const originals = new Set(
      records.map(record =>
        JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
      ),
    )
    const kept = facts.filter(record =>
      originals.has(JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))),
    )
    expect(records.length, part).toBeGreaterThan(facts.length)
    // Corrections out of order exchange arrivals, so their facts arrive at another time.
    expect(kept.length, part).toBeGreaterThanOrEqual(part === 'corrections' ? 40 : 60)
  }
})

test('corrections raise the revision of a fact, keep its key, and some arrive before a lower revision', () => {
  const records = legal({ count: 80, corrections: everything.corrections! })
  const byId = Map.groupBy(records, record => record.id)
  let outOfOrder = 0
  let moved = 0
  for (const revisions of byId.values()) {
    expect(new Set(revisions.map(record => `${record.fields.payer} ${record.fields.shop}`)).size).toBe(1)
    expect(new Set(revisions.map(slotOf)).size).toBe(revisions.length)
    if (revisions.some((record, i) => i > 0 && Number(record.revision) < Number(revisions[i - 1]!.revision)))
      outOfOrder++
    if (new Set(revisions.map(record => record.eventTime)).size > 1) moved++
  }
  expect(records.length).toBeGreaterThan(100)
  expect(outOfOrder).toBeGreaterThan(0)
  expect(moved).toBeGreaterThan(0)
})

test('retractions are deletes of a higher revision, some early, some revived, some without an event time', () => {
  const records = legal({ count: 120, retractions: everything.retractions! })
  const deletes = records.filter(record => record.op === 'delete')
  const of = (record: LogRecord) => records.filter(other => other.id === record.id && other.op === 'upsert')
  expect(deletes.length).toBeGreaterThan(10)
  expect(
    deletes.every(record => of(record).some(upsert => Number(upsert.revision) < Number(record.revision))),
  ).toBe(true)
  expect(deletes.some(record => of(record).every(upsert => upsert.arrivalTime > record.arrivalTime))).toBe(
    true,
  )
  expect(
    deletes.some(record => of(record).some(upsert => Number(upsert.revision) > Number(record.revision))),
  ).toBe(true)
  expect(deletes.some(record => record.eventTime === null)).toBe(true)
})

test('duplicates repeat an id and revision, exactly or in conflict', () => {
  const groups = [
    ...Map.groupBy(legal({ count: 80, duplicates: everything.duplicates! }), slotOf).values(),
  ].filter(group => group.length > 1)
  const contents = groups.map(
    group =>
      new Set(group.map(record => `${record.op} ${record.eventTime} ${Object.values(record.fields)}`)).size,
  )
  expect(groups.length).toBeGreaterThan(10)
  expect(contents.some(size => size === 1)).toBe(true)
  expect(contents.some(size => size > 1)).toBe(true)
})

test('edges, lateness limits and the future are hit to the microsecond', () => {
  const records = log({ count: 200, edges: 0.5, lateEdges: 0.5, future: { share: 0.1, ahead: '5m' } })
  const anchor = anchors[0]!
  const distances = new Set(
    records.flatMap(({ eventTime }) => [eventTime! - anchor, eventTime! - anchor + 600_000_000]),
  )
  for (const distance of [-1, 0, 1]) expect(distances).toContain(distance)
  const lateness = new Set(records.map(record => record.arrivalTime - record.eventTime! - 120_000_000))
  for (const distance of [-1, 0, 1]) expect(lateness).toContain(distance)
  expect(records.some(record => record.arrivalTime < record.eventTime!)).toBe(true)
})

test('every reason for which an appended record can be illegal comes up', () => {
  const records = log({ count: 90, rejects: { share: 0.5 } })
  const made = {
    'no-id': records.some(record => record.id === null),
    'no-key': records.some(record => record.fields.payer === null || record.fields.shop === null),
    'illegal-op': records.some(record => record.op !== 'upsert' && record.op !== 'delete'),
    'illegal-revision': records.some(record => record.revision === null || Number(record.revision) < 0),
    'no-event-time': records.some(record => record.op === 'upsert' && record.eventTime === null),
    'event-time-out-of-range': records.some(
      record => record.eventTime !== null && !Number.isSafeInteger(record.eventTime),
    ),
    'illegal-value': records.some(
      record =>
        Number.isNaN(record.fields.amount) ||
        Math.abs(Number(record.fields.amount ?? 0)) === Number.POSITIVE_INFINITY,
    ),
    'wrong-type': records.some(
      record => typeof record.fields.units !== 'bigint' || typeof record.fields.label !== 'string',
    ),
    'id-under-another-key': [...Map.groupBy(records, record => record.id).values()].some(
      group => new Set(group.map(record => `${record.fields.payer}|${record.fields.shop}`)).size > 1,
    ),
  }
  for (const reason of appendableRejects) expect(made[reason as keyof typeof made], reason).toBe(true)
})

test('nulls, hot keys, ties, bursts and silences come in the asked measure', () => {
  const nulls = log({ count: 400, nulls: { amount: 0.5 } })
  const amounts = nulls.filter(record => record.fields.amount === null).length
  expect(amounts).toBeGreaterThan(150)
  expect(amounts).toBeLessThan(250)
  expect(nulls.some(record => record.fields.units === null)).toBe(false)
  const hot = log({ count: 400, keys: zipf(1, { hot: 0.5, keys: 8 }) })
  const counts = [...Map.groupBy(hot, record => `${record.fields.payer}|${record.fields.shop}`).values()].map(
    group => group.length,
  )
  expect(Math.max(...counts)).toBeGreaterThan(200)
  expect(counts.length).toBeGreaterThan(3)
  expect(
    new Set(log({ count: 50, times: tied('1h', 3) }).map(record => record.eventTime)).size,
  ).toBeLessThanOrEqual(6)
  const gaps = (stream: Stream) => {
    const times = log(stream).map(record => record.eventTime as number)
    return times.slice(1).map((time, i) => time - times[i]!)
  }
  expect(Math.max(...gaps({ count: 50, times: silent('30m', '3h') }))).toBeGreaterThan(3 * 3_600_000_000)
  expect(new Set(gaps({ count: 60, times: regular('1h') }))).toEqual(new Set([60_000_000]))
  expect(Math.max(...gaps({ count: 60, times: bursty('1h', { bursts: 2, width: '1s' }) }))).toBeGreaterThan(
    60_000_000,
  )
  const late = log({ count: 200, late: heavyTail('1s') }).map(
    record => record.arrivalTime - record.eventTime!,
  )
  expect(Math.max(...late)).toBeGreaterThan(20 * late.sort((a, b) => a - b)[100]!)
})

test('absent keys are none of the keys with facts', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom('plain' as const, 'colliding' as const, 'wide' as const, 'unicode' as const),
      (seed, style) => {
        const pool = keyPool(definitions.entity, uniform(4, style), randomOf(seed))
        const text = (key: readonly unknown[]) =>
          key.map(part => `${typeof part}${String(part)}`).join('\u0000')
        const present = new Set(pool.keys.map(text))
        expect(pool.keys.length).toBeGreaterThan(1)
        expect(pool.absent.length).toBeGreaterThan(0)
        expect(pool.absent.some(key => present.has(text(key)))).toBe(false)
      },
    ),
  )
})
