import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DriftResult } from '../../reports/drift-result.ts'
import { parseDriftSettings } from './drift-settings.ts'
import { type DriftFolder, driftFolder } from './testing/drift-folder.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
})
afterAll(() => folder.remove())

const uniform = `(hash(i) % 1000003) / 1000003.0::DOUBLE`

/** Runs drift on a column that stays beside one of this name, which moves as far as SQL of `i` says. */
async function compare(name: string, moved: string, settings: object = {}): Promise<DriftResult> {
  const table = (value: string, from: number) =>
    `SELECT ${uniform} AS stayed, ${value} AS "${name}" FROM range(${from}, ${from + 5_000}) t(i)`
  return folder.drift({
    reference: await folder.parquet('named-a.parquet', table(uniform, 0)),
    current: await folder.parquet('named-b.parquet', table(moved, 100_000)),
    settings,
  })
}

test.each(['__proto__', '__index_level_0__', '__state', 'row', 'spend__state', 'constructor'])(
  'a column %s is compared as any other',
  async name => {
    const result = await compare(name, `${uniform} + 0.5`)
    expect(result.verdict).toBe('skew')
    const found = result.comparisons[0]!.features.find(({ column }) => column === name)!
    expect(found).toMatchObject({ verdict: 'fail', sentence: expect.stringMatching(/shifted up/) })
  },
)

test('a column whose name hides it is said not to be compared, and withholds a pass until it is ignored', async () => {
  const result = await compare('__row', uniform)
  expect(result.verdict).toBe('inconclusive')
  expect(result.sentences[1]).toBe(
    '__row: not compared: __row is how the number of a row is called, which hides a column of that name: rename the column, or ignore it',
  )
  expect((await compare('__row', uniform, { ignore: ['__row'] })).verdict).toBe('pass')
})

test('the state of a feature is no feature', async () => {
  const table = (from: number) =>
    `SELECT ${uniform} AS f, 'present' AS f__state FROM range(${from}, ${from + 5_000}) t(i)`
  const result = await folder.drift({
    reference: await folder.parquet('state-a.parquet', table(0)),
    current: await folder.parquet('state-b.parquet', table(100_000)),
  })
  expect(result.comparisons[0]!.features.map(({ column }) => column)).toEqual(['f'])
})

test('a time column that neither table has is an error, the default alone need not be there', async () => {
  await expect(compare('f', uniform, { time: 'zzz' })).rejects.toThrow(
    /names zzz in time, but named-a.parquet and named-b.parquet have no such column/,
  )
  expect((await compare('f', uniform)).verdict).toBe('pass')
})

test('a feature that is clustered by itself would be left out: it is refused', async () => {
  await expect(compare('f', uniform, { features: { f: { cluster: ['f'] } } })).rejects.toThrow(
    /features\.f\.cluster names f itself, .* or write \[\] where they are independent/,
  )
})

test('what a configuration says of a feature holds whatever its name', async () => {
  const settings: unknown = JSON.parse('{ "features": { "__proto__": { "epsilon": 0.9, "ignore": false } } }')
  const result = await compare('__proto__', `${uniform} + 0.5`, settings as object)
  expect(result.verdict).toBe('pass')
  expect(JSON.stringify(result.settings)).toContain('"__proto__":{"epsilon":0.9')
  const wrong: unknown = JSON.parse('{ "features": { "__proto__": { "epsilon": 2 }, "f": { "alfa": 1 } } }')
  expect(() => parseDriftSettings(wrong, 'the test')).toThrow(
    /features\.__proto__\.epsilon: .*; features\.f: .*alfa/,
  )
  expect(() => parseDriftSettings({ features: [] }, 'the test')).toThrow(/features: write an object/)
})
