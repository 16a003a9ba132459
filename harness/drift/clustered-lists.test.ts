import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DriftFeature } from '../../reports/drift-result.ts'
import { type DriftFolder, driftFolder } from './testing/drift-folder.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
})
afterAll(() => folder.remove())

const unit = (of: string, salt: number) => `(hash(${of}, ${salt}) % 1000003) / 1000003.0::DOUBLE`
/** 20,000 rows a side of `accounts` accounts, whose list is SQL of `account` and `i`; other rows and accounts on the other side. */
async function compare(
  list: string,
  accounts: number,
  current = list,
  settings: object = {},
): Promise<DriftFeature> {
  const side = (sql: string, from: number) =>
    `SELECT account, ${sql} AS f FROM (SELECT ${from} + hash(i, 5) % ${accounts} AS account, ${from} + i AS i FROM range(20000) t(i))`
  const result = await folder.drift({
    reference: await folder.parquet('lists-a.parquet', side(list, 0)),
    current: await folder.parquet('lists-b.parquet', side(current, 1_000_000)),
    settings: { cluster: ['account'], ...settings },
  })
  return result.comparisons[0]!.features[0]!
}

const effective = (feature: DriftFeature) =>
  Object.fromEntries(feature.parts.map(({ part, effective }) => [part, Math.round(effective.current)]))

test('lists of rows that are independent within their entity pass, as numbers do', async () => {
  const list = `list_resize(['c' || hash(i, 1) % 5], 1 + (hash(i, 2) % 4)::INT)`
  const feature = await compare(list, 4_000)
  expect(feature).toMatchObject({ verdict: 'pass' })
  expect(feature.parts.map(each => each.part)).toEqual(['length', 'first-element', 'null'])
})

test('lists that are the same in all rows of an entity tell as much as there are entities', async () => {
  const feature = await compare(
    `list_resize(['c' || hash(account, 1) % 5], 1 + (hash(account, 2) % 4)::INT)`,
    200,
  )
  const rows = effective(feature)
  expect(rows.length).toBeLessThan(400)
  expect(rows['first-element']).toBeLessThan(400)
  expect(feature.verdict).toBe('inconclusive')
  expect(feature.parts[0]!.method).toBe('cluster bootstrap')
})

test('vectors: norm, coordinates and energy go by entity, and pass where enough entities say so', async () => {
  const vector = `[${unit('i', 1)}, ${unit('i', 2)}, ${unit('i', 3)}]`
  const feature = await compare(vector, 5_000)
  expect(feature).toMatchObject({ verdict: 'pass' })
  expect(feature.parts.map(each => each.part)).toEqual(['length', 'norm', 'coordinates', 'null'])
  expect(feature.notes.join()).toMatch(/energy test from 300 and 300, by entity/)
})

test('vectors of an entity that are alike prove nothing by their rows, and a shift of all entities is seen', async () => {
  const alike = `[${unit('account', 1)} + 0.01 * ${unit('i', 4)}, ${unit('account', 2)}, ${unit('i', 3)}]`
  const same = await compare(alike, 150)
  expect(same.verdict).toBe('inconclusive')
  expect(effective(same).coordinates).toBeLessThan(300)
  const moved = await compare(alike, 150, alike.replace('[', '[1.5 + '))
  expect(moved.verdict).toBe('fail')
  expect(moved.parts.find(each => each.part === 'coordinates')).toMatchObject({ verdict: 'fail' })
})

test('NaN elements are counted by entity: a store that broke one account broke one account', async () => {
  const broken = `[CASE WHEN account = 1000003 THEN 'nan'::DOUBLE ELSE ${unit('i', 1)} END, ${unit('i', 2)}]`
  const feature = await compare(`[${unit('i', 1)}, ${unit('i', 2)}]`, 20, broken)
  const nan = feature.parts.find(each => each.part === 'nan')!
  expect(nan.distance).toBeGreaterThan(0.02)
  expect(nan.effective.current).toBeLessThan(100)
  expect(nan.verdict).toBe('inconclusive')
})
