import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DriftFolder, driftFolder } from '../testing/drift-folder.ts'
import { openDriftTable } from './open-drift-table.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
})
afterAll(() => folder.remove())

async function typesOf(path: string, into: string): Promise<Record<string, string>> {
  const { columns } = await openDriftTable(folder.database.connection, path, into)
  return Object.fromEntries([...columns.values()].map(column => [column.name, column.type]))
}

test('CSV has no types: each column takes the narrowest that holds every cell', async () => {
  const lines = [
    'n,x,ok,at,zip,nothing,mixed,big',
    '1,1.5,true,2026-01-01T00:00:00Z,007,,1,9223372036854775808',
    '-2,NaN,false,2026-01-02T00:00:00.5Z,12,,x,1',
    ',inf,,,,,,',
  ]
  const path = await folder.text('types.csv', `${lines.join('\n')}\n`)
  expect(await typesOf(path, 'csv')).toEqual({
    n: 'int',
    x: 'float',
    ok: 'bool',
    at: 'timestamp',
    zip: 'string',
    nothing: 'no type',
    mixed: 'string',
    big: 'float',
  })
})

test('JSONL says itself what is text: numbers within quotes stay text, mixed kinds cannot be compared', async () => {
  const rows = [
    {
      n: 1,
      x: 1,
      ok: true,
      at: '2026-01-01T00:00:00Z',
      text: '12',
      v: [1, 2.5],
      l: ['a'],
      mixed: 1,
      nothing: null,
    },
    { n: 2, x: 2.5, ok: null, at: null, text: '13', v: [], l: null, mixed: 'x' },
  ]
  const path = await folder.text('types.jsonl', rows.map(row => JSON.stringify(row)).join('\n'))
  expect(await typesOf(path, 'jsonl')).toEqual({
    n: 'int',
    x: 'float',
    ok: 'bool',
    at: 'timestamp',
    text: 'string',
    v: 'list<float>',
    l: 'list<string>',
    mixed: expect.stringContaining('STRUCT'),
    nothing: 'no type',
  })
})

test('Parquet keeps its types, wide integers as floats', async () => {
  const path = await folder.parquet(
    'types.parquet',
    `SELECT 1::TINYINT AS a, 1::HUGEINT AS b, 1.5::DECIMAL(9, 2) AS c, 'x' AS d, [1.5::FLOAT] AS e, DATE '2026-01-01' AS f, {'x': 1} AS g`,
  )
  expect(await typesOf(path, 'parquet')).toMatchObject({
    a: 'int',
    b: 'float',
    c: 'float',
    d: 'string',
    e: 'list<float>',
    f: 'timestamp',
  })
})
