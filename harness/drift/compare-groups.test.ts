import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DriftFeature, DriftResult } from '../../reports/drift-result.ts'
import { type DriftFolder, driftFolder } from './testing/drift-folder.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
})
afterAll(() => folder.remove())

const only = (result: DriftResult, column: string): DriftFeature =>
  result.comparisons[0]!.features.find(feature => feature.column === column)!

const uniform = `(hash(i) % 1000003) / 1000003.0::DOUBLE`

test('groups: each region against itself, or against the rest where there is one table', async () => {
  const table = (shift: string, offset: number) =>
    `SELECT ['eu','us'][1 + i % 2] AS region, ${uniform} + ${shift} AS f FROM range(${offset}, ${offset + 12_000}) t(i)`
  const reference = await folder.parquet('by-a.parquet', table('0', 0))
  const current = await folder.parquet('by-b.parquet', table(`CASE WHEN i % 2 = 0 THEN 1 ELSE 0 END`, 50_000))
  const both = await folder.drift({ reference, current, settings: { by: 'region' } })
  expect(both.comparisons.map(({ name, features }) => [name, features[0]!.verdict])).toEqual([
    ['region eu', 'fail'],
    ['region us', 'pass'],
  ])
  const alone = await folder.drift({ current, settings: { by: 'region' } })
  // Each of two is the rest of the other, so that there is one question.
  expect(alone.comparisons.map(({ name, features }) => [name, features[0]!.verdict])).toEqual([
    ['region us', 'fail'],
  ])
  expect(alone.comparisons[0]!.reference.name).toBe('region eu')
  await expect(folder.drift({ current, settings: { by: 'regoin' } })).rejects.toThrow(/did you mean region/)
})

test('week by week, and the last days of the reference', async () => {
  const table = `SELECT make_timestamp(1767225600000000 + i * 60000000) AS as_of, ${uniform} + CASE WHEN i >= 20160 THEN 1 ELSE 0 END AS f FROM range(30000) t(i)`
  const current = await folder.parquet('weeks.parquet', table)
  const result = await folder.drift({ current, settings: { by: 'week' } })
  expect(result.comparisons.map(each => each.name)).toContain('week 2026-01-12T00:00:00Z')
  expect(result.verdict).toBe('skew')
  const later = await folder.parquet(
    'later.parquet',
    `SELECT as_of + INTERVAL 40 DAY AS as_of, f FROM '${current}' WHERE f >= 1`,
  )
  const windowed = await folder.drift({
    reference: current,
    current: later,
    settings: { referenceWindow: { from: '2026-01-15T00:00:00Z', to: '2026-02-01T00:00:00Z' } },
  })
  expect(only(windowed, 'f').parts[0]!.verdict).toBe('pass')
  expect(windowed.comparisons[0]!.reference.rows).toBe(30_000 - 20_160)
})

test('each of three regions is held against the rest, and rows without a region are said to be in no group', async () => {
  const region = `CASE i % 4 WHEN 0 THEN 'eu' WHEN 1 THEN 'us' WHEN 2 THEN 'in' END`
  const current = await folder.parquet(
    'three.parquet',
    `SELECT ${region} AS region, ${uniform} + CASE WHEN i % 4 = 0 THEN 1 ELSE 0 END AS f FROM range(24000) t(i)`,
  )
  const result = await folder.drift({ current, settings: { by: 'region' } })
  expect(result.comparisons.map(({ name }) => name)).toEqual(['region eu', 'region in', 'region us'])
  expect(result.comparisons[0]!.features[0]!.verdict).toBe('fail')
  expect(result.notes).toEqual(['6,000 rows of three.parquet without region were compared with nothing'])
})

test('one group has nothing beside it, and that is no pass', async () => {
  const current = await folder.parquet(
    'sole.parquet',
    `SELECT 'eu' AS region, ${uniform} AS f FROM range(5000) t(i)`,
  )
  const result = await folder.drift({ current, settings: { by: 'region' } })
  expect(result).toMatchObject({ verdict: 'inconclusive', exitCode: 2 })
  expect(result.notes).toEqual(['there is only one region (eu): nothing to hold it against'])
})

test('groups with long numbers for names keep them, and periods before 2001 come in their order', async () => {
  const build = `SELECT 123456789012345 + i % 2 AS build, ${uniform} AS f FROM range(12000) t(i)`
  const numbered = await folder.drift({
    current: await folder.parquet('builds.parquet', build),
    settings: { by: 'build' },
  })
  expect(numbered.comparisons.map(each => each.name)).toEqual(['build 123456789012346'])
  const days = `SELECT TIMESTAMP '1970-01-01' + INTERVAL (i * 12) SECOND AS as_of, ${uniform} AS f FROM range(21600) t(i)`
  const early = await folder.drift({
    current: await folder.parquet('early.parquet', days),
    settings: { by: 'day' },
  })
  expect(early.comparisons.map(each => each.name)).toEqual([
    'day 1970-01-02T00:00:00Z',
    'day 1970-01-03T00:00:00Z',
  ])
})

test('a window that leaves nothing of the reference is a sentence, and one that ends before it begins an error', async () => {
  const table = `SELECT make_timestamp(1767225600000000 + i * 60000000) AS as_of, ${uniform} AS f FROM range(5000) t(i)`
  const reference = await folder.parquet('then.parquet', table)
  const current = await folder.parquet('now.parquet', table.replace('i * 60000000', 'i * 61000000'))
  const within = (from: string, to: string) =>
    folder.drift({ reference, current, settings: { referenceWindow: { from, to } } })
  expect(await within('2020-01-01T00:00:00Z', '2020-02-01T00:00:00Z')).toMatchObject({
    verdict: 'inconclusive',
    sentences: ['referenceWindow leaves no row of then.parquet: widen it'],
  })
  await expect(within('2026-03-01T00:00:00Z', '2026-02-01T00:00:00Z')).rejects.toThrow(/write from before to/)
})

test('a table with nothing but its groups has no feature', async () => {
  const current = await folder.parquet('bare.parquet', `SELECT i % 3 AS region FROM range(300) t(i)`)
  await expect(folder.drift({ current, settings: { by: 'region' } })).rejects.toThrow(
    /bare\.parquet has no feature \(region\): give a table with columns beside/,
  )
})
