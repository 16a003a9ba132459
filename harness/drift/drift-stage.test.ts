import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomOf } from '../../generators/random.ts'
import { driftResultSchema } from '../../reports/drift-result.ts'
import { type Database, openDatabase } from '../history/open-database.ts'
import { parseDriftSettings } from './drift-settings.ts'
import { type DriftStageQuestion, driftStage } from './drift-stage.ts'

let engine: Database
beforeAll(async () => {
  engine = await openDatabase()
  await engine.connection.run(`CREATE TABLE pairs AS SELECT i % 100 AS account, (hash(i) % 1000)::DOUBLE AS known,
    CASE WHEN i % 100 = 3 THEN (hash(i) % 1000)::DOUBLE + 1 WHEN i % 100 = 7 AND i % 200 = 7 THEN NULL ELSE (hash(i) % 1000)::DOUBLE END AS served,
    CASE WHEN i % 100 < 5 THEN 'not-found' ELSE 'present' END AS spend__state FROM range(10000) t(i)`)
})
afterAll(() => engine.close())

const stage = (more: Partial<DriftStageQuestion>) =>
  driftStage({
    engine,
    unpaired: [],
    paired: [],
    settings: parseDriftSettings({}, 'the test'),
    random: randomOf(1),
    onProgress: () => {},
    signal: new AbortController().signal,
    ...more,
  })

const pairs = (served: string, isNumber = true) => ({
  name: 'served against as-known',
  budget: 0,
  minimum: 100,
  features: [
    { column: 'spend', relation: 'pairs', entity: 'account', served, known: 'known', equal: null, isNumber },
  ],
})

test('pairs: what differs, in which direction, with nulls apart, by entity', async () => {
  const result = await stage({ paired: [pairs('served')] })
  expect(driftResultSchema.parse(result)).toMatchObject({ verdict: 'skew', exitCode: 1 })
  const feature = result.paired[0]!.features[0]!
  expect(feature).toMatchObject({ compared: 10_000, entities: 100, mismatches: 150, verdict: 'fail' })
  expect(feature.direction).toMatchObject({ larger: 100, smaller: 0, clusters: 1, p: 1 })
  expect(feature.nulls).toMatchObject({ servedOnly: 50, knownOnly: 0, clusters: 1 })
  // One entity is wrong as a whole: pair by pair that would look like proof.
  expect(feature.magnitude?.p).toBe(1)
  expect(feature.designEffect).toBeGreaterThan(20)
  expect(feature.interval.clustered!.high).toBeGreaterThan(feature.interval.independent!.high)
})

test('identical pairs pass, and say how many there were', async () => {
  const result = await stage({ paired: [pairs('known')] })
  expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 })
  expect(result.paired[0]!.features[0]!.sentence).toMatch(/identical in 10,000 pairs of 100 entities/)
})

test('pairs swapped between entities keep their distribution: only the paired stage sees them', async () => {
  await engine.connection.run(`CREATE OR REPLACE TABLE swapped AS
    SELECT i // 10 AS account, (hash(i) % 1000)::DOUBLE AS known, (hash((i + 5000) % 10000) % 1000)::DOUBLE AS served FROM range(10000) t(i)`)
  const result = await stage({
    paired: [{ ...pairs('served'), features: [{ ...pairs('served').features[0]!, relation: 'swapped' }] }],
    unpaired: [
      {
        name: 'training against served',
        reference: { name: 'training', relation: '(SELECT known AS spend FROM swapped)' },
        current: { name: 'served', relation: '(SELECT served AS spend FROM swapped)' },
        features: ['spend'],
        cluster: [],
      },
    ],
  })
  expect(result.paired[0]!.features[0]!.verdict).toBe('fail')
  expect(result.comparisons[0]!.features[0]).toMatchObject({
    verdict: 'pass',
    parts: [{ distance: 0, p: 1 }, {}],
  })
})

test('states are features of their own: the not-found rate', async () => {
  const side = (state: string) => `(SELECT known AS spend, ${state} AS spend__state FROM pairs)`
  const result = await stage({
    unpaired: [
      {
        name: 'canary against control',
        reference: { name: 'control', relation: side(`'present'`) },
        current: { name: 'canary', relation: side('spend__state') },
        features: ['spend'],
        cluster: [],
      },
    ],
  })
  const part = result.comparisons[0]!.features[0]!.parts.find(each => each.part === 'not-found')
  expect(part).toMatchObject({ verdict: 'fail', shares: { reference: 0, current: 0.05 } })
})

test('a stage without a row is inconclusive, and a setting that names no column is an error', async () => {
  const side = (name: string) => ({ name, relation: '(SELECT 1.5::DOUBLE AS spend WHERE false)' })
  const unpaired = [{ name: 'x', reference: side('a'), current: side('b'), features: ['spend'], cluster: [] }]
  expect((await stage({ unpaired })).verdict).toBe('inconclusive')
  expect((await stage({})).verdict).toBe('inconclusive')
  await expect(stage({ unpaired, settings: parseDriftSettings({ ignore: ['spent'] }, 'x') })).rejects.toThrow(
    /did you mean spend/,
  )
})

test('a magnitude without a direction: signed ranks over all pairs, zeros counting against it', async () => {
  const result = await stage({ paired: [pairs('CASE WHEN account < 50 THEN known + 1 ELSE known END')] })
  const feature = result.paired[0]!.features[0]!
  expect(feature.direction).toMatchObject({ larger: 5_000, smaller: 0, clusters: 50, method: 'exact' })
  expect(feature.direction!.p).toBeCloseTo(2 ** -49, 20)
  expect(feature.magnitude!.p).toBeLessThan(1e-9)
})
