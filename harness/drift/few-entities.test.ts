import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DriftFeature } from '../../reports/drift-result.ts'
import { type DriftFolder, driftFolder } from './testing/drift-folder.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
})
afterAll(() => folder.remove())

const uniform = `(hash(i, 3) % 1000003) / 1000003.0::DOUBLE`

/** Rows a side of so many shops, which are the same on both sides; the values of a side are SQL of `i` and `shop`. */
async function compare(
  shops: number,
  reference: string,
  current = reference,
  rows = 6_000,
  settings: object = {},
): Promise<DriftFeature> {
  const table = (value: string, from: number, to: number) =>
    `SELECT shop, ${value} AS f FROM (SELECT i % ${shops} AS shop, i FROM range(${from}, ${to}) t(i))`
  const result = await folder.drift({
    reference: await folder.parquet('few-a.parquet', table(reference, 0, rows)),
    current: await folder.parquet('few-b.parquet', table(current, 1_000_000, 1_000_001 + rows)),
    settings: { cluster: ['shop'], accept: ['constant'], ...settings },
  })
  return result.comparisons[0]!.features[0]!
}

test.each([
  ['numbers', uniform],
  ['booleans', `hash(i, 3) % 2 = 0`],
  ['texts', `['de','fr','it'][1 + i % 3]`],
  ['constants', '5'],
])('%s of 5 entities prove nothing, however many rows they have', async (_, value) => {
  const feature = await compare(5, value)
  expect(feature.verdict).toBe('inconclusive')
  expect(feature.parts.map(part => part.verdict)).not.toContain('pass')
  expect(feature.parts[0]!.entities).toEqual({ reference: 5, current: 5 })
  const all = [feature.sentence, ...feature.notes].join()
  expect(all).toMatch(/rows of 5 entities followed in the reference and 5 now, where 10 a side are needed/)
})

test('neither do they prove a drift: 5 shops that all changed may be 5 shops of many', async () => {
  const feature = await compare(5, uniform, 'NULL::DOUBLE')
  expect(feature.verdict).toBe('inconclusive')
})

test('millions of rows of sixty entities: all sixty are followed by some of their rows, and what depends on them counts by entity', async () => {
  const wide = { rateEpsilon: 0.1, minimumRows: 50 }
  const feature = await compare(60, uniform, uniform, 1_000_000, wide)
  expect(feature).toMatchObject({ verdict: 'pass' })
  expect(feature.parts[0]!.entities).toEqual({ reference: 60, current: 60 })
  const level = `(hash(shop, 4) % 1009) / 1009.0 + i * 1e-12`
  const byShop = await compare(60, level, level, 1_000_000, wide)
  expect(byShop.verdict).toBe('inconclusive')
  for (const rows of Object.values(byShop.parts[0]!.effective)) {
    expect(rows).toBeGreaterThan(20)
    expect(rows).toBeLessThan(80)
  }
})

test('without a null no row says how nulls cluster: each entity counts once, and the sentence says how many would tell', async () => {
  const feature = await compare(50, uniform)
  const nulls = feature.parts.find(({ part }) => part === 'null')!
  expect(nulls).toMatchObject({ verdict: 'inconclusive', effective: { reference: 50, current: 50 } })
  const needed = Number(/and about (\d+) a side are needed to tell from 2 points/.exec(feature.sentence)?.[1])
  expect(needed).toBe(242)
  expect((await compare(needed - 2, uniform)).verdict).toBe('inconclusive')
  expect(await compare(needed + 1, uniform)).toMatchObject({ verdict: 'pass' })
})

test('a value that all rows of many entities hold passes where it is accepted', async () => {
  const feature = await compare(400, '5')
  expect(feature).toMatchObject({ verdict: 'pass' })
  expect(feature.parts[0]!.effective).toEqual({ reference: 400, current: 400 })
})
