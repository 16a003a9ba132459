import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DriftFeature, DriftResult } from '../../reports/drift-result.ts'
import { type DriftFolder, driftFolder } from './testing/drift-folder.ts'

let folder: DriftFolder
let reference = ''
let current = ''

const uniform = (salt: number) => `(hash(i, ${salt}) % 1000003) / 1000003.0::DOUBLE`

/** 60 days of rows a minute apart in the reference, of which the last half is a level higher; the current side is like that half. */
beforeAll(async () => {
  folder = await driftFolder()
  const rows = (from: number, count: number, level: string) => `SELECT
    make_timestamp(1767225600000000 + i * 600000000) AS as_of,
    (hash(i, 9) % 50)::INT AS shop, i AS visitor,
    ${uniform(1)} + ${level} AS moved, ${uniform(2)} AS stayed,
    (hash(i, 9) % 50) / 50.0 + ${uniform(3)} * 0.01 AS per_shop
    FROM range(${from}, ${from + count}) t(i)`
  reference = await folder.parquet('own-a.parquet', rows(0, 8_000, 'CASE WHEN i >= 4000 THEN 1 ELSE 0 END'))
  current = await folder.parquet('own-b.parquet', rows(8_000, 4_000, '1'))
})
afterAll(() => folder.remove())

const of = (result: DriftResult, column: string): DriftFeature =>
  result.comparisons[0]!.features.find(feature => feature.column === column)!
const run = (settings: object) => folder.drift({ reference, current, settings })
const base = { ignore: ['visitor', 'shop'] }
const from = { from: '2026-01-28T18:40:00Z', to: '2027-01-01T00:00:00Z' }

test('a window of one feature is that of no other', async () => {
  const result = await run({ ...base, features: { moved: { referenceWindow: from } } })
  expect(of(result, 'moved')).toMatchObject({ rows: { reference: 4_000, current: 4_000 } })
  expect(of(result, 'moved').parts[0]!.distance).toBeLessThan(0.05)
  expect(of(result, 'moved').notes).toContain(
    'held against 4,000 rows of the reference, by a window of its own',
  )
  expect(of(result, 'stayed').rows.reference).toBe(8_000)
  expect(of(await run(base), 'moved').verdict).toBe('fail')
})

test('a feature may keep all rows where the others have a window, in days before the current side as well', async () => {
  const last = { last: '7d' }
  const result = await run({
    ...base,
    referenceWindow: last,
    features: { moved: { referenceWindow: 'all' }, stayed: { referenceWindow: last } },
  })
  expect(of(result, 'moved')).toMatchObject({ verdict: 'fail', rows: { reference: 8_000 } })
  expect(of(result, 'stayed').rows.reference).toBe(7 * 144)
  expect(of(result, 'per_shop').rows.reference).toBe(7 * 144)
  expect(of(result, 'stayed').notes).toEqual([])
  expect(result.comparisons[0]!.reference.rows).toBe(7 * 144)
})

test('a window of its own that leaves nothing is a sentence of that feature, and no pass', async () => {
  const nothing = { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' }
  const result = await run({ ...base, features: { stayed: { referenceWindow: nothing } } })
  expect(of(result, 'stayed')).toMatchObject({
    verdict: 'inconclusive',
    sentence: 'its window leaves no row of the reference: widen its referenceWindow',
  })
  expect(of(result, 'per_shop').rows.reference).toBe(8_000)
})

test('columns of one feature cluster that feature: what depends on the shop counts by shop, the rest by row', async () => {
  const result = await run({ ...base, features: { per_shop: { cluster: ['shop'] } } })
  const effective = (column: string) => of(result, column).parts[0]!.effective.current
  // 50 shops, each with one value but for a hundredth: 4,000 rows tell about as much as 50.
  expect(effective('per_shop')).toBeLessThan(100)
  expect(effective('stayed')).toBe(4_000)
  expect(of(result, 'per_shop').notes).toContain('its rows are clustered by shop')
  expect(of(result, 'per_shop').verdict).not.toBe('pass')
})

test('a feature may be independent where the others cluster', async () => {
  const result = await run({ ignore: ['visitor'], cluster: ['shop'], features: { stayed: { cluster: [] } } })
  expect(of(result, 'stayed').parts[0]!.effective.current).toBe(4_000)
  expect(of(result, 'stayed').notes).toContain('its rows are taken for independent')
  expect(of(result, 'per_shop').parts[0]!.effective.current).toBeLessThan(100)
})

test('by region, each group is cut by the window of the feature', async () => {
  const result = await folder.drift({
    reference,
    current,
    settings: { ...base, by: 'shop', features: { moved: { referenceWindow: from } } },
  })
  expect(result.comparisons).toHaveLength(50)
  const rows = (column: string) =>
    result.comparisons.reduce(
      (sum, { features }) => sum + features.find(each => each.column === column)!.rows.reference,
      0,
    )
  expect([rows('moved'), rows('stayed')]).toEqual([4_000, 8_000])
})

test('what cannot be kept to is refused: a window without a reference, columns of an entity that one side lacks', async () => {
  const alone = { by: 'shop', features: { stayed: { referenceWindow: { last: '7d' } } } }
  await expect(folder.drift({ current, settings: alone })).rejects.toThrow(
    /features\.stayed\.referenceWindow cuts the reference, and there is none/,
  )
  const bare = await folder.parquet('bare-b.parquet', `SELECT * EXCLUDE (shop) FROM '${current}'`)
  for (const settings of [{ cluster: ['shop'] }, { features: { stayed: { cluster: ['shop'] } } }]) {
    await expect(folder.drift({ reference, current: bare, settings })).rejects.toThrow(
      /names shop in .*cluster, but .*bare-b\.parquet has no such column/,
    )
  }
  await expect(run({ features: { stayed: { referenceWindow: { last: '7' } } } })).rejects.toThrow(
    /features\.stayed\.referenceWindow/,
  )
})

test('days before a current side that has no time cut nothing: they are refused, not widened to all rows', async () => {
  const timeless = await folder.parquet(
    'timeless-b.parquet',
    `SELECT * REPLACE (NULL::TIMESTAMP AS as_of) FROM '${current}'`,
  )
  const last = { last: '7d' }
  for (const settings of [{ referenceWindow: last }, { features: { stayed: { referenceWindow: last } } }]) {
    await expect(folder.drift({ reference, current: timeless, settings })).rejects.toThrow(
      /counts back from the first row of .*timeless-b\.parquet, where no row has a time in as_of/,
    )
  }
})
