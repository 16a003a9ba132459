import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DriftFeature, DriftResult } from '../../reports/drift-result.ts'
import { renderDrift } from '../../reports/terminal/render-drift.ts'
import { type DriftFolder, driftFolder } from './testing/drift-folder.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
})
afterAll(() => folder.remove())

const only = (result: DriftResult, column: string): DriftFeature =>
  result.comparisons[0]!.features.find(feature => feature.column === column)!

const rows = (value: string, count = 5_000, offset = 0) =>
  `SELECT ${value} AS f FROM range(${offset}, ${offset + count}) t(i)`

/** Runs drift on one column whose values are SQL of `i`. */
async function compare(reference: string, current: string, settings: object = {}, count = 5_000) {
  return folder.drift({
    reference: await folder.parquet('reference.parquet', rows(reference, count)),
    current: await folder.parquet('current.parquet', rows(current, count + 1, 100_000)),
    settings,
  })
}

const uniform = `(hash(i) % 1000003) / 1000003.0::DOUBLE`

test('the same distribution passes, and says what it could have seen', async () => {
  const result = await compare(uniform, uniform)
  expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 })
  expect(only(result, 'f').sentence).toMatch(/surely below .* a shift of 0\.\d+ σ .* would have shown/)
})

test('a shift fails, with its direction and the values that moved', async () => {
  const result = await compare(uniform, `${uniform} + 0.3`)
  expect(result).toMatchObject({ verdict: 'skew', exitCode: 1 })
  const feature = only(result, 'f')
  expect(feature.parts[0]).toMatchObject({ part: 'values', verdict: 'fail', direction: 'up' })
  expect(feature.parts[0]!.distance).toBeCloseTo(0.3, 1)
  expect(feature.parts[0]!.oneSided!.up).toBeLessThan(1e-9)
  expect(feature.parts[0]!.oneSided!.down).toBeGreaterThan(0.05)
  expect(feature.sentence).toMatch(/shifted up/)
  expect(renderDrift(result, { color: false, width: 100 })).toMatch(/^SKEW {3}1 of 1 feature drifted/)
})

test('at a million rows a shift that does not matter passes, however small its p', async () => {
  const result = await compare(uniform, `${uniform} + 0.005`, {}, 300_000)
  const [part] = only(result, 'f').parts
  expect(part!.p).toBeLessThan(0.001)
  expect(part!.verdict).toBe('pass')
})

test('ε in the unit of the feature: a shift of 0.02 matters where somebody says so', async () => {
  const result = await compare(uniform, `${uniform} + 0.2`, { features: { f: { epsilon: { shift: 0.02 } } } })
  expect(only(result, 'f').parts[0]).toMatchObject({ verdict: 'fail' })
  expect(only(result, 'f').parts[0]!.epsilon).toBeCloseTo(0.02, 1)
})

test('integers beyond 2⁵³ that a double cannot tell apart are different values', async () => {
  const result = await compare('9007199254740992 + 2 * (i % 2)', '9007199254740993 + 2 * (i % 2)')
  // Values 2⁵³, 2⁵³ + 2 against 2⁵³ + 1, 2⁵³ + 3: as doubles they would tie.
  expect(only(result, 'f').parts[0]!.distance).toBeCloseTo(0.5, 2)
})

test('nulls become zeros: the values pass at 3 %, the null rate does not', async () => {
  const result = await compare(
    `CASE WHEN i % 33 = 0 THEN NULL ELSE ${uniform} END`,
    `CASE WHEN i % 33 = 0 THEN 0 ELSE ${uniform} END`,
  )
  const [values, nulls] = only(result, 'f').parts
  expect(values!.verdict).not.toBe('fail')
  expect(nulls).toMatchObject({ part: 'null', verdict: 'fail', direction: 'down' })
})

test('categories: unseen ones are named', async () => {
  const result = await compare(
    `['de','fr','it'][1 + i % 3]`,
    `CASE WHEN i % 10 = 0 THEN 'xx' ELSE ['de','fr','it'][1 + i % 3] END`,
  )
  const feature = only(result, 'f')
  expect(feature.unseen).toEqual([{ category: 'xx', rows: 501 }])
  expect(feature.parts.find(part => part.part === 'unseen')).toMatchObject({ verdict: 'fail' })
  expect(feature.sentence).toMatch(/"xx"/)
})

test('vectors that turned keep their norm, and are seen by a coordinate', async () => {
  const angle = `(hash(i) % 1000) / 1000.0`
  const result = await compare(`[sin(${angle}), cos(${angle})]`, `[cos(${angle}), sin(${angle})]`)
  const parts = Object.fromEntries(only(result, 'f').parts.map(part => [part.part, part.verdict]))
  expect(parts).toMatchObject({ coordinates: 'fail', length: 'pass' })
  expect(parts.norm).not.toBe('fail')
  expect(only(result, 'f').known?.energy).toMatchObject({
    permutations: 999,
    rows: { reference: 300, current: 300 },
  })
})

test('vectors of another dimension fail by their length', async () => {
  const result = await compare(`[i::DOUBLE, 1, 2]`, `[i::DOUBLE, 1]`)
  expect(only(result, 'f').parts[0]).toMatchObject({ part: 'length', verdict: 'fail' })
})

test('vectors without a finite number on one side have no norm to compare, and their rates say what became of them', async () => {
  const result = await compare(`[1.0::DOUBLE, ${uniform}]`, `['nan'::DOUBLE, ${uniform}]`)
  expect(only(result, 'f').parts.map(each => [each.part, each.verdict])).toEqual([
    ['null', 'pass'],
    ['nan', 'fail'],
  ])
})

test.each([
  ['numbers', uniform, /a shift of [\d.]+ σ \([\d.]+ in its own unit\) would have shown/],
  ['texts', `['de','fr'][1 + i % 2]`, /a difference of [\d.]+ points would have shown/],
  ['booleans', 'i % 2 = 0', /a difference of [\d.]+ points would have shown/],
  ['lists', `list_resize(['a'], 1 + i % 3)`, /a shift of [\d.]+ σ would have shown/],
])('beside a pass of %s stands what would have shown', async (_, value, says) => {
  const result = await compare(value, value)
  expect(result.verdict).toBe('pass')
  expect(only(result, 'f').sentence).toMatch(says)
})

test('lists are compared by length and first element', async () => {
  const result = await compare(`list_resize(['a'], 1 + i % 3)`, `list_resize(['b'], 1 + i % 3)`)
  const parts = Object.fromEntries(only(result, 'f').parts.map(part => [part.part, part.verdict]))
  expect(parts).toEqual({ length: 'pass', 'first-element': 'fail', null: 'pass' })
})

test('a timestamp is compared as its age, and not at all without an as-of time', async () => {
  const table = (age: string) =>
    `SELECT make_timestamp(1767225600000000 + i * 60000000) AS as_of, make_timestamp(1767225600000000 + i * 60000000 - (${age})) AS f FROM range(3000) t(i)`
  const young = await folder.parquet('young.parquet', table('(hash(i) % 1000000)::BIGINT'))
  const old = await folder.parquet('old.parquet', table('(hash(i) % 1000000)::BIGINT + 900000'))
  expect(only(await folder.drift({ reference: young, current: old }), 'f').parts[0]).toMatchObject({
    verdict: 'fail',
    direction: 'up',
  })
  const result = await compare('make_timestamp(i)', 'make_timestamp(i)')
  expect(result.verdict).toBe('inconclusive')
  expect(result.comparisons[0]!.notCompared[0]!.reason).toMatch(/moves with the calendar/)
})

test.each([
  ['constant columns', '5', '5', /every value is 5 on both sides/],
  ['all-null columns', 'NULL::DOUBLE', 'NULL::DOUBLE', /neither side holds a value/],
  [
    'NaN',
    `CASE WHEN i % 10 = 0 THEN 'nan'::DOUBLE ELSE ${uniform} END`,
    `CASE WHEN i % 10 = 0 THEN 'nan'::DOUBLE ELSE ${uniform} END`,
    /holds NaN or infinite values/,
  ],
  [
    'infinities',
    `CASE WHEN i % 10 = 0 THEN 'inf'::DOUBLE ELSE ${uniform} END`,
    `CASE WHEN i % 10 = 0 THEN 'inf'::DOUBLE ELSE ${uniform} END`,
    /holds NaN or infinite values/,
  ],
  [
    'nothing but infinities',
    `CASE WHEN i % 2 = 0 THEN 'inf'::DOUBLE ELSE '-inf'::DOUBLE END`,
    `CASE WHEN i % 2 = 0 THEN 'inf'::DOUBLE ELSE '-inf'::DOUBLE END`,
    /holds NaN or infinite values/,
  ],
  [
    'vectors of NaN',
    `['nan'::DOUBLE, ${uniform}]`,
    `['nan'::DOUBLE, ${uniform}]`,
    /neither side holds a value/,
  ],
  [
    'vectors of infinities',
    `['inf'::DOUBLE, ${uniform}]`,
    `['inf'::DOUBLE, ${uniform}]`,
    /the reference holds no vector of finite numbers/,
  ],
  [
    'a NaN in some vectors',
    `[CASE WHEN i % 10 = 0 THEN 'nan'::DOUBLE ELSE 1 END, ${uniform}]`,
    `[CASE WHEN i % 10 = 0 THEN 'nan'::DOUBLE ELSE 1 END, ${uniform}]`,
    /holds NaN or infinite values/,
  ],
  [
    'null elements of vectors',
    `[CASE WHEN i % 10 = 0 THEN NULL ELSE 1.0::DOUBLE END, ${uniform}]`,
    `[CASE WHEN i % 10 = 0 THEN NULL ELSE 1.0::DOUBLE END, ${uniform}]`,
    /vectors with null elements \(500 in the reference, 501 now\) have no norm/,
  ],
  ['strings that are numbers', `(i % 7)::VARCHAR`, `(i % 7)::VARCHAR`, /every text is a number/],
  ['int against float', `i % 7`, `(i % 7)::DOUBLE`, /its type changed/],
])('%s: a sentence, and never a pass', async (_, reference, current, sentence) => {
  const result = await compare(reference, current)
  expect(result).toMatchObject({ verdict: 'inconclusive', exitCode: 2 })
  expect(only(result, 'f').sentence).toMatch(sentence)
})

test('a condition that somebody accepts lets pass', async () => {
  expect((await compare('5', '5', { accept: ['constant'] })).verdict).toBe('pass')
})

test.each([
  ['values that became null', uniform, 'NULL::DOUBLE', /nulls: 0 %, now 100 %/],
  ['another type', uniform, `'x' || i`, /its type changed from float to string/],
  [
    'values that became NaN',
    uniform,
    `CASE WHEN i % 2 = 0 THEN 'nan'::DOUBLE ELSE ${uniform} END`,
    /NaN values: 0 %, now 50/,
  ],
  [
    'vectors whose elements became NaN',
    `[1.0::DOUBLE, ${uniform}]`,
    `[CASE WHEN i % 2 = 0 THEN 'nan'::DOUBLE ELSE 1 END, ${uniform}]`,
    /NaN values: 0 %, now 50/,
  ],
])('%s fail', async (_, reference, current, sentence) => {
  const result = await compare(reference, current)
  expect(result.verdict).toBe('skew')
  expect(only(result, 'f').sentence).toMatch(sentence)
})

test('one row is too few', async () => {
  expect((await compare('1.5::DOUBLE', '900.0::DOUBLE', {}, 1)).verdict).toBe('inconclusive')
})

test('missing and new columns, empty tables, disjoint tables, and a table against itself', async () => {
  const ab = await folder.text('ab.csv', `a,b\n${'1,2\n'.repeat(10)}`)
  const bc = await folder.text('bc.csv', `b,c\n${'2,3\n'.repeat(10)}`)
  const result = await folder.drift({ reference: ab, current: bc })
  expect(only(result, 'a')).toMatchObject({ verdict: 'fail', sentence: expect.stringMatching(/missing/) })
  expect(only(result, 'c')).toMatchObject({ verdict: 'inconclusive', sentence: expect.stringMatching(/new/) })
  const empty = await folder.text('empty.csv', 'a,b\n')
  expect(await folder.drift({ reference: ab, current: empty })).toMatchObject({
    verdict: 'inconclusive',
    sentences: [expect.stringMatching(/has no rows/)],
  })
  const copy = await folder.text('copy.csv', `a,b\n${'1,2\n'.repeat(10)}`)
  expect(await folder.drift({ reference: ab, current: copy })).toMatchObject({
    verdict: 'inconclusive',
    sentences: [expect.stringMatching(/cannot drift from itself/)],
  })
  const other = await folder.text('other.csv', 'q\n1\n')
  await expect(folder.drift({ reference: ab, current: other })).rejects.toThrow(/share no feature/)
})

test('a configuration that names no existing column is an error, with the nearest name', async () => {
  for (const settings of [
    { features: { ff: {} } },
    { ignore: ['ff'] },
    { cluster: ['ff'] },
    { segments: ['ff'] },
    { features: { f: { cluster: ['ff'] } } },
  ]) {
    await expect(compare(uniform, uniform, settings)).rejects.toThrow(/names ff .* did you mean f\?/)
  }
  await expect(compare(uniform, uniform, { alfa: 0.1 })).rejects.toThrow(/no drift configuration .*alfa/)
})

test('CSV, JSONL and Parquet of the same values are compared as the same types', async () => {
  const values = Array.from({ length: 2_000 }, (_, i) => ({
    n: i % 40,
    x: (i % 97) / 7,
    ok: i % 3 === 0,
    s: `c${i % 5}`,
  }))
  const csv = await folder.text(
    't.csv',
    `n,x,ok,s\n${values.map(({ n, x, ok, s }) => `${n},${x},${ok},${s}`).join('\n')}\n`,
  )
  const jsonl = await folder.text('t.jsonl', values.map(each => JSON.stringify(each)).join('\n'))
  const result = await folder.drift({ reference: csv, current: jsonl })
  expect(result.comparisons[0]!.features.map(({ column, type }) => [column, type])).toEqual([
    ['n', 'int'],
    ['x', 'float'],
    ['ok', 'bool'],
    ['s', 'string'],
  ])
  for (const { parts } of result.comparisons[0]!.features) expect(parts[0]!.distance).toBe(0)
})

test('where it moved: the bucket of time and the segment that drifted, and no other', async () => {
  const table = (
    shift: string,
    offset: number,
  ) => `SELECT (hash(i, 7) % 500)::INT AS account, ['eu','us'][1 + i % 2] AS region,
    make_timestamp(1767225600000000 + i * 1000000) AS as_of, ${uniform} + ${shift} AS f FROM range(${offset}, ${offset + 12_000}) t(i)`
  const reference = await folder.parquet('where-a.parquet', table('0', 0))
  const current = await folder.parquet(
    'where-b.parquet',
    table(`CASE WHEN i % 2 = 0 AND i > 206000 THEN 1 ELSE 0 END`, 200_000),
  )
  const result = await folder.drift({
    reference,
    current,
    settings: { cluster: ['account'], segments: ['region'] },
  })
  const found = Object.fromEntries(only(result, 'f').where.map(each => [each.by, each]))
  expect(found.region!.moved.map(each => each.segment)).toEqual(['eu'])
  expect(found.time).toMatchObject({ segments: 12 })
  expect(found.time!.movedCount).toBe(6)
  expect(found['key bucket']).toMatchObject({ segments: 16 })
})
