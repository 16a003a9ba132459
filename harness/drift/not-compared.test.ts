import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DriftResult } from '../../reports/drift-result.ts'
import { type DriftFolder, driftFolder } from './testing/drift-folder.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
})
afterAll(() => folder.remove())

const uniform = `(hash(i) % 1000003) / 1000003.0::DOUBLE`

/** Two tables of the same columns, in SQL of `i`. */
async function compare(columns: string, settings: object = {}): Promise<DriftResult> {
  const table = (from: number) => `SELECT ${columns} FROM range(${from}, ${from + 5_000}) t(i)`
  return folder.drift({
    reference: await folder.parquet('left-a.parquet', table(0)),
    current: await folder.parquet('left-b.parquet', table(100_000)),
    settings,
  })
}

test('what cannot be compared is named in the verdict, with its reason below, until somebody ignores it', async () => {
  const columns = `${uniform} AS f, {'a': i} AS payload, make_timestamp(i) AS seen_at`
  const result = await compare(columns)
  expect(result.sentences[0]).toBe('no drift that matters in 1 feature; not compared: payload, seen_at')
  expect(result.comparisons[0]!.notCompared.map(({ column, reason }) => `${column}: ${reason}`)).toEqual([
    expect.stringMatching(/^payload: its type STRUCT.* cannot be compared: unpack it into columns$/),
    expect.stringMatching(/^seen_at: a timestamp moves .* left-a\.parquet has no column as_of: name it/),
  ])
  const ignored = await compare(columns, { ignore: ['payload', 'seen_at'] })
  expect(ignored.sentences).toEqual(['no drift that matters in 1 feature'])
})

test('a column that tells the entities of one feature apart is listed with those that are not compared', async () => {
  const columns = `i % 900 AS shop, ${uniform} AS f, ${uniform} AS g`
  const result = await compare(columns, { features: { f: { cluster: ['shop'] } } })
  const [comparison] = result.comparisons
  expect(comparison!.features.map(({ column }) => column)).toEqual(['f', 'g'])
  expect(comparison!.notCompared).toEqual([{ column: 'shop', reason: 'a column of the entity of f' }])
})

test('columns whose names differ in case alone are refused in each format, with both names', async () => {
  const csv = await folder.text('twins.csv', `x,X\n${'1,2\n'.repeat(200)}`)
  const jsonl = await folder.text('twins.jsonl', '{"x":1,"X":2}\n'.repeat(200))
  const parquet = await folder.parquet(
    'twins.parquet',
    `SELECT i AS spend, {'SPEND': i} AS nested, i AS sqend FROM range(200) t(i)`,
  )
  // DuckDB writes no such file; others do. The footer holds the names as they are.
  const bytes = (await readFile(parquet)).toString('latin1').replaceAll('sqend', 'Spend')
  await writeFile(parquet, bytes, 'latin1')
  for (const [file, names] of [
    [csv, 'x and X'],
    [jsonl, 'x and X'],
    [parquet, 'spend and Spend'],
  ] as const) {
    const other = await folder.text('plain.csv', `x\n${'1\n'.repeat(200)}`)
    await expect(folder.drift({ reference: other, current: file })).rejects.toThrow(
      `${file} has columns ${names}, which drift cannot tell apart, for their names differ in upper and lower case alone: rename one`,
    )
  }
})

test('the number of a row is no entity, no time, no group and no segment', async () => {
  for (const settings of [
    { cluster: ['__row'] },
    { features: { f: { cluster: ['__row'] } } },
    { time: '__row' },
    { by: '__row' },
    { segments: ['__row'] },
  ]) {
    await expect(compare(`${uniform} AS f, i AS __row`, settings)).rejects.toThrow(
      /names __row, which is how the number of a row is called/,
    )
  }
})

test('a time that is text is said to be text, not to be missing', async () => {
  const columns = `'yesterday' AS as_of, ${uniform} AS f, make_timestamp(i) AS seen_at`
  const text =
    'as_of of left-a.parquet is string, no timestamp: write instants such as 2026-03-01T00:00:00Z in every row, or name another column with --time'
  const result = await compare(columns)
  expect(result.comparisons[0]!.notCompared[0]!.reason).toContain(text)
  for (const settings of [{ by: 'week' }, { referenceWindow: { last: '7d' } }]) {
    await expect(compare(columns, settings)).rejects.toThrow(
      /needs the time of a row, but as_of of .* is string/,
    )
  }
})

test('below minimumRows the sentence says that it is why, of values and of rates, by entity as well', async () => {
  const columns = `i % 900 AS shop, ${uniform} AS f, i % 2 = 0 AS g`
  const asks = 'where minimumRows asks for 100,000 a side'
  const result = await compare(columns, { minimumRows: 100_000, features: { g: { minimumRows: 10 } } })
  const [, f] = result.comparisons[0]!.features
  expect(f!.sentence).toContain(`5,000 rows in the reference and 5,000 now, ${asks}`)
  const clustered = await compare(columns, { minimumRows: 100_000, cluster: ['shop'] })
  expect(clustered.verdict).toBe('inconclusive')
  expect(clustered.comparisons[0]!.features[0]!.sentence).toMatch(
    /[\d,]+ rows that count as independent in the reference and [\d,]+ now, where minimumRows asks for 100,000/,
  )
})
