import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import type { History, ServedRow } from './history.ts'
import { historyHash } from './history-hash.ts'
import { historyOf } from './testing/arbitrary-history.ts'
import { everyTypeDocument, targets } from './testing/every-type.ts'
import { hashesOf } from './testing/print-hash.ts'

const histories = historyOf(targets(everyTypeDocument))

/** The same data with the members of every plain object in reverse order. */
function reversed<T>(data: T): T {
  if (Array.isArray(data)) return data.map(reversed) as T
  if (data instanceof Map) return new Map([...data].map(([key, value]) => [key, reversed(value)])) as T
  if (typeof data !== 'object' || data === null || 'definitions' in data) return data
  return Object.fromEntries(
    Object.entries(data)
      .reverse()
      .map(([key, value]) => [key, reversed(value)]),
  ) as T
}

describe('the hash of a History', () => {
  // Catches a hash that depends on the order of members, on absent fields that equal null, or on the order of records.
  test('is the same for the same History in another order', () => {
    fc.assert(
      fc.property(histories, history => {
        expect(historyHash(reversed(history))).toBe(historyHash(history))
        const events = new Map([...history.events].map(([source, records]) => [source, records.toReversed()]))
        expect(historyHash({ ...history, events })).toBe(historyHash(history))
      }),
      { numRuns: 50 },
    )
  })

  // Catches a hash of addresses, of time or of random numbers.
  test('is the same in another process', () => {
    const program = join(import.meta.dirname, 'testing', 'print-hash.ts')
    const printed = execFileSync(process.execPath, [program, '11'], { encoding: 'utf8' })
    expect(printed.split('\n')).toEqual(hashesOf(11))
  })

  const record: PlacedRecord = {
    source: 'payments',
    id: 1n,
    eventTime: 5,
    arrivalTime: 6,
    op: 'upsert',
    revision: 0,
    fields: { payer: 'a', amount: 0, units: 1n },
    position: 0,
    placement: { partition: 0, offset: 1 },
  }
  const row: ServedRow = {
    probeId: 1n,
    key: ['a', 1n],
    asOf: 7,
    answeredAt: 8,
    cells: { spend: { value: 0, state: null } },
    request: { amount: 1 },
    version: 3,
    askedVersion: null,
    applied: { payments: { '0': 1 } },
    watermark: null,
  }
  const [target] = targets(everyTypeDocument)
  const base: History = {
    page: {
      training: { reading: 'as-trained', cut: null },
      completeFrom: {},
      scenario: null,
      seed: 1,
      options: {},
      store: null,
    },
    events: new Map([['payments', [record]]]),
    tables: [{ target: target!, served: [row], training: null }],
  }
  const withRecord = (change: Partial<PlacedRecord>): History => ({
    ...base,
    events: new Map([['payments', [{ ...record, ...change }]]]),
  })
  const withField = (name: string, value: Value) =>
    withRecord({ fields: { ...record.fields, [name]: value } })
  const withRow = (change: Partial<ServedRow>): History => ({
    ...base,
    tables: [{ target: target!, served: [{ ...row, ...change }], training: null }],
  })

  // Catches a part of a History that the hash passes over, and two values that it takes for one.
  test('is another for another History', () => {
    const others: History[] = [
      base,
      { ...base, page: { ...base.page, seed: 2 } },
      { ...base, page: { ...base.page, training: { reading: 'as-known', cut: null } } },
      { ...base, page: { ...base.page, completeFrom: { payments: 0 } } },
      { ...base, tables: [{ ...base.tables[0]!, training: [] }] },
      withRecord({ id: '1' }),
      withRecord({ id: null }),
      withRecord({ eventTime: null }),
      withRecord({ eventTime: Number.NaN }),
      withRecord({ arrivalTime: 7 }),
      withRecord({ op: 'delete' }),
      withRecord({ revision: 1 }),
      withRecord({ revision: null }),
      withRecord({ placement: null }),
      withRecord({ placement: { partition: 1, offset: 1 } }),
      withField('amount', -0),
      withField('amount', Number.NaN),
      withField('amount', null),
      withField('amount', 0n),
      withField('units', 2n ** 53n),
      withField('units', 2n ** 53n + 1n),
      withField('payer', 'a '),
      withField('tags', []),
      withField('tags', [null]),
      withField('tags', ['']),
      withField('tags', ['', '']),
      withRow({ probeId: '1' }),
      withRow({ key: ['a', null] }),
      withRow({ asOf: 8 }),
      withRow({ answeredAt: 9 }),
      withRow({ version: null }),
      withRow({ askedVersion: 3 }),
      withRow({ applied: { payments: { '0': 2 } } }),
      withRow({ applied: null }),
      withRow({ watermark: 8 }),
      withRow({ request: {} }),
      withRow({ cells: {} }),
      withRow({ cells: { spend: { value: -0, state: null } } }),
      withRow({ cells: { spend: { value: 0, state: 'present' } } }),
      withRow({ cells: { spend: { value: null, state: null } } }),
    ]
    expect(new Set(others.map(historyHash)).size).toBe(others.length)
  })

  // Catches a number of a revision that counts by its type: both are the same revision.
  test('takes a revision as a number, however it is held', () => {
    expect(historyHash(withRecord({ revision: 2n }))).toBe(historyHash(withRecord({ revision: 2 })))
  })
})
