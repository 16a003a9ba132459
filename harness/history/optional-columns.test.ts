import { describe, expect, test } from 'vitest'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { History, ServedRow, TrainingRow } from './history.ts'
import { historyHash } from './history-hash.ts'
import { dropColumn, type Format, staging, type TableName, withFixture } from './testing/fixture-variants.ts'

const formats: readonly Format[] = ['csv', 'jsonl', 'parquet']
const features = ['spend', 'units_max', 'due', 'tags', 'embedding', 'settled', 'payers', 'share']
const base = await withFixture('csv', dir => staging(dir, history => history))

/** The History of the fixture with its records changed. */
function records(change: (record: PlacedRecord, row: number) => Partial<PlacedRecord>): History {
  const log = base.events.get('payments') ?? []
  const inFile = log.toSorted((a, b) => a.position - b.position)
  return {
    ...base,
    events: new Map([['payments', inFile.map((each, i) => ({ ...each, ...change(each, i + 1) }))]]),
  }
}

function served(change: (row: ServedRow, i: number) => Partial<ServedRow>): History {
  return {
    ...base,
    tables: base.tables.map(table => ({
      ...table,
      served: table.served.map((row, i) => ({ ...row, ...change(row, i) })),
    })),
  }
}

function training(change: (row: TrainingRow) => Partial<TrainingRow>): History {
  return {
    ...base,
    tables: base.tables.map(table => ({
      ...table,
      training: (table.training ?? []).map(row => ({ ...row, ...change(row) })),
    })),
  }
}

/** Without what no column holds: the fields of the record of wrong types. */
function withoutIllegal(history: History): History {
  const log = (history.events.get('payments') ?? []).map(record => {
    const { payer, area } = record.fields
    return record.id === 'e5' ? { ...record, fields: { payer: payer ?? null, area: area ?? null } } : record
  })
  return { ...history, events: new Map([['payments', log]]) }
}

function without<T>(members: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(members).filter(([each]) => each !== name))
}

/** What each optional column's default makes of the fixture; history § events and § served. */
const fields = ['amount', 'units', 'settled', 'due', 'tags', 'embedding']
const cases: [TableName, string, History][] = [
  ...fields.map((field): [TableName, string, History] => [
    'events/payments',
    field,
    records(record => ({ fields: { ...record.fields, [field]: null } })),
  ]),
  ['events/payments', 'arrival_time', records(record => ({ arrivalTime: record.eventTime ?? Number.NaN }))],
  ['events/payments', 'seq', base],
  ['events/payments', 'id', records((_, row) => ({ id: BigInt(row) }))],
  ['events/payments', 'revision', records(() => ({ revision: 0 }))],
  ['events/payments', 'op', records(() => ({ op: 'upsert' }))],
  ['events/payments', 'partition', records(() => ({ placement: null }))],
  ['events/payments', 'offset', records(() => ({ placement: null }))],
  ['served', 'probe_id', served((_, i) => ({ probeId: BigInt(i + 1) }))],
  ['served', 'answered_at', served(row => ({ answeredAt: row.asOf }))],
  ['served', 'request_amount', served(() => ({ request: {} }))],
  ['served', 'version', served(() => ({ version: null }))],
  ['served', 'asked_version', served(() => ({ askedVersion: null }))],
  ['served', 'applied', served(() => ({ applied: null }))],
  ['served', 'watermark', served(() => ({ watermark: null }))],
  ...features.map((feature): [TableName, string, History] => [
    'served',
    feature,
    served(row => ({ cells: without(row.cells, feature) })),
  ]),
  ...features.map((feature): [TableName, string, History] => [
    'served',
    `${feature}__state`,
    served(row => ({
      cells: { ...row.cells, [feature]: { value: row.cells[feature]?.value ?? null, state: null } },
    })),
  ]),
  ['training', 'probe_id', training(() => ({ probeId: null }))],
  ...features.map((feature): [TableName, string, History] => [
    'training',
    feature,
    training(row => ({ values: without(row.values, feature) })),
  ]),
]

describe.each(formats)('a hand-written History as %s', format => {
  // Catches a format that reads the same table otherwise: nulls, empty strings, int64, lists, zones, rejects.
  test('is the same History', () =>
    withFixture(format, dir =>
      staging(dir, (history, staged) => {
        expect(historyHash(history)).toBe(historyHash(base))
        expect(staged.sources.get('payments')).toMatchObject({
          rows: 8,
          rejected: 3,
          lateUnknown: false,
          placed: true,
        })
        expect(staged.nothingToProve).toBeNull()
      }),
    ))

  // Catches an optional column that is required, or whose default is another than the format says.
  test.each(cases)('%s may lack %s', (table, column, expected) =>
    withFixture(format, async dir => {
      // The illegal values of the Parquet file stand in a column of their own, which others do not write.
      const loses = format === 'parquet' && table === 'events/payments' && fields.includes(column)
      if (loses) await dropColumn(dir, format, table, '__raw')
      await dropColumn(dir, format, table, column)
      await staging(dir, (history, staged) => {
        const given = loses ? withoutIllegal(expected) : expected
        expect(historyHash(history)).toBe(historyHash(given))
        expect(staged.sources.get('payments')?.lateUnknown).toBe(column === 'arrival_time')
      })
    }),
  )

  // Catches a required column that is filled with a default.
  test.each<[TableName, string]>([
    ['events/payments', 'event_time'],
    ['events/payments', 'payer'],
    ['events/payments', 'area'],
    ['served', 'account'],
    ['served', 'as_of'],
    ['training', 'region'],
    ['training', 'as_of'],
  ])('%s must not lack %s', (table, column) =>
    withFixture(format, async dir => {
      await dropColumn(dir, format, table, column)
      await expect(staging(dir, () => null)).rejects.toMatchObject({ code: 'missing-column' })
    }),
  )
})
