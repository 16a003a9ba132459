import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { features, source } from '../../features/builder/index.ts'
import { targetColumns } from '../../features/target.ts'
import { randomOf } from '../../generators/random.ts'
import { driftStageSchema } from '../../reports/drift-result.ts'
import { type Database, openDatabase } from '../history/open-database.ts'
import type { StagedTable } from '../history/staged-history.ts'
import { judgePairs } from './compare-pairs.ts'
import { parseDriftSettings } from './drift-settings.ts'
import { checkStageSettings, type DriftStageQuestion, driftStage } from './drift-stage.ts'
import { sumUpStage } from './sum-up-stage.ts'
import { type PairedSource, pairedCounts } from './tables/paired-counts.ts'

const payments = source('payments', {
  key: { account: 'account' },
  fields: { account: 'int', amount: 'float' },
})
const { definitions } = features('fraud', 1, { spend: payments.sum(p => p.amount).over('1h') })
const target = { kind: 'document', definitions } as const

let engine: Database
beforeAll(async () => {
  engine = await openDatabase()
  await engine.connection.run(`CREATE TABLE pairs AS SELECT i % 100 AS account, (hash(i) % 1000)::DOUBLE AS known,
    CASE WHEN i % 100 = 3 THEN (hash(i) % 1000)::DOUBLE + 1 WHEN i % 100 = 7 AND i % 200 = 7 THEN NULL ELSE (hash(i) % 1000)::DOUBLE END AS served,
    i % 100 >= 5 AS found, CASE WHEN i % 100 < 5 THEN 'not-found' ELSE 'present' END AS spend__state FROM range(10000) t(i)`)
})
afterAll(() => engine.close())

const limits = { budget: 0, minimum: 100 }

async function pairs(more: Partial<PairedSource>) {
  const source: PairedSource = {
    relation: 'pairs',
    entity: 'account',
    served: 'served',
    known: 'known',
    equal: null,
    stale: null,
    found: null,
    weight: null,
    isNumber: true,
    ...more,
  }
  return judgePairs('spend', source.isNumber, await pairedCounts(engine, source), limits)
}

describe('pairs', () => {
  test('what differs, in which direction, with nulls apart, by entity', async () => {
    const feature = await pairs({})
    expect(feature).toMatchObject({ compared: 10_000, entities: 100, mismatches: 150, verdict: 'fail' })
    expect(feature.direction).toMatchObject({ larger: 100, smaller: 0, clusters: 1, p: 1 })
    expect(feature.nulls).toMatchObject({ servedOnly: 50, knownOnly: 0, clusters: 1 })
    // One entity is wrong as a whole: pair by pair that would look like proof.
    expect(feature.magnitude?.p).toBe(1)
    expect(feature.designEffect).toBeGreaterThan(20)
    expect(feature.interval.clustered!.high).toBeGreaterThan(feature.interval.independent!.high)
  })

  test('what ignoring the entities lies: the same pairs, every one taken for independent', async () => {
    const [lied, told] = [await pairs({ entity: null }), await pairs({})]
    expect(lied.direction!.p).toBeLessThan(1e-29)
    expect(lied.nulls!.p).toBeLessThan(1e-14)
    expect(lied.magnitude!.p).toBeLessThan(1e-9)
    expect([told.direction!.p, told.nulls!.p, told.magnitude!.p]).toEqual([1, 1, 1])
  })

  test('identical pairs pass, and say how many there were', async () => {
    const feature = await pairs({ served: 'known' })
    expect(feature.verdict).toBe('pass')
    expect(feature.sentence).toMatch(/identical in 10,000 pairs of 100 entities/)
  })

  test('stale pairs are counted and fail nothing; one that is not stale fails', async () => {
    const late = await pairs({ stale: 'true' })
    expect(late).toMatchObject({ mismatches: 150, stale: 150, verdict: 'pass' })
    expect(late.sentence).toMatch(/all of them stale and none wrong/)
    expect(await pairs({ stale: 'account = 3' })).toMatchObject({ stale: 100, verdict: 'fail' })
  })

  test('a magnitude without a direction: signed ranks over all pairs, zeros counting against it', async () => {
    const feature = await pairs({ served: 'CASE WHEN account < 50 THEN known + 1 ELSE known END' })
    expect(feature.direction).toMatchObject({ larger: 5_000, smaller: 0, clusters: 50, method: 'exact' })
    expect(feature.direction!.p).toBeCloseTo(2 ** -49, 20)
    expect(feature.magnitude!.p).toBeLessThan(1e-9)
  })

  test('states that flip: McNemar, entities as a whole', async () => {
    const feature = await pairs({
      served: 'known',
      found: { served: 'found', known: 'true' },
      equal: 'found',
    })
    expect(feature.found).toMatchObject({ servedOnly: 0, knownOnly: 500, clusters: 5, p: 2 ** -4 })
    expect(await pairs({ served: 'known' })).toMatchObject({ found: null })
  })

  test('a row may stand for several equal pairs', async () => {
    const weighed = `(SELECT account, served, known, 1 AS w FROM pairs WHERE served IS DISTINCT FROM known
      UNION ALL SELECT account, 0, 0, count(*) FROM pairs WHERE served IS NOT DISTINCT FROM known GROUP BY account)`
    expect(await pairs({ relation: weighed, weight: 'w' })).toEqual(await pairs({}))
  })
})

/** A served table and a training set, from queries over what they hold. */
function table(training: string | null, served: string, columns = targetColumns(target)): StagedTable {
  return {
    target,
    name: 'fraud',
    served: `(${served})`,
    servedRows: 0,
    training: training === null ? null : `(${training})`,
    trainingRows: 0,
    probeIdType: 'int',
    trainingByProbeId: false,
    trainingProbeIdType: null,
    columns,
    trainingColumns: training === null ? [] : columns,
    uncompared: { online: [], offline: [] },
    request: new Map(),
  }
}

async function stage(
  tables: readonly StagedTable[],
  settings: object = {},
  more: Partial<DriftStageQuestion> = {},
) {
  const parsed = parseDriftSettings(settings, 'the test')
  const { comparisons, notes } = await driftStage({
    engine,
    tables,
    stages: 1,
    run: null,
    settings: parsed,
    random: randomOf(1),
    onProgress: () => {},
    signal: new AbortController().signal,
    ...more,
  })
  const summed = sumUpStage({ comparisons, pairs: [], settings: parsed, declared: true, notes })
  return driftStageSchema.parse(JSON.parse(JSON.stringify(summed)))
}

const rows = (value: string, count = 10_000, state = `'present'`) =>
  `SELECT i AS account, i * 1000 AS as_of, ${value} AS spend, ${state} AS spend__state FROM range(${count}) t(i)`
const uniform = '(hash(i) % 1000)::DOUBLE'

describe('training against served', () => {
  test('moved: skew; the same: pass; nothing: never a pass', async () => {
    const trained = rows(uniform)
    expect(await stage([table(trained, rows(`${uniform} + 300`))])).toMatchObject({ verdict: 'skew' })
    expect(await stage([table(trained, rows('(hash(i + 77777) % 1000)::DOUBLE'))])).toMatchObject({
      verdict: 'pass',
    })
    expect(await stage([table(trained, rows(uniform, 0))])).toMatchObject({ verdict: 'inconclusive' })
    expect(await stage([table(null, trained)])).toMatchObject({ verdict: 'inconclusive', comparisons: [] })
    expect(await stage([])).toMatchObject({ verdict: 'inconclusive' })
  })

  test('pairs swapped between entities keep their distribution: only the paired part sees them', async () => {
    await engine.connection.run(`CREATE OR REPLACE TABLE swapped AS
      SELECT i AS account, ${uniform} AS known, (hash((i + 5000) % 10000) % 1000)::DOUBLE AS served FROM range(10000) t(i)`)
    const sides = ['known', 'served'].map(
      side => `SELECT account, ${side} AS spend, 'present' AS spend__state FROM swapped`,
    )
    const result = await stage([table(sides[0]!, sides[1]!)])
    expect(result.comparisons[0]!.features[0]).toMatchObject({ verdict: 'pass' })
    expect(result.comparisons[0]!.features[0]!.parts[0]).toMatchObject({ distance: 0, p: 1 })
    expect(await pairs({ relation: 'swapped' })).toMatchObject({ verdict: 'fail' })
  })

  test('values one event late in 3 % of the rows: their distribution passes, and pair by pair 3 % are wrong', async () => {
    // A running count: one event behind is one less.
    await engine.connection.run(`CREATE OR REPLACE TABLE behind AS SELECT i AS account, hash(i) % 500 AS known,
      greatest(0, known - CASE WHEN hash(i + 12345) % 100 < 3 THEN 1 ELSE 0 END)::BIGINT AS served FROM range(10000) t(i)`)
    const sides = ['known', 'served'].map(
      side => `SELECT account, ${side}::DOUBLE AS spend, 'present' AS spend__state FROM behind`,
    )
    const result = await stage([table(sides[0]!, sides[1]!)])
    const [values] = result.comparisons[0]!.features[0]!.parts
    expect(values!.verdict).toBe('pass')
    expect(values!.p).toBeGreaterThan(0.9)
    const paired = await pairs({ relation: 'behind' })
    expect(paired).toMatchObject({ verdict: 'fail', compared: 10_000 })
    expect(paired.mismatches).toBeGreaterThan(200)
    expect(paired.direction).toMatchObject({ larger: 0 })
    expect(paired.direction!.p).toBeLessThan(1e-60)
  })

  test('rows that were not answered are no values, and make no null rate', async () => {
    const failing = rows(
      `CASE WHEN i % 3 = 0 THEN NULL ELSE ${uniform} END`,
      10_000,
      `CASE WHEN i % 3 = 0 THEN 'error' ELSE 'present' END`,
    )
    const result = await stage([table(rows(uniform), failing)])
    expect(result.verdict).toBe('pass')
    expect(result.comparisons[0]!.current.rows).toBe(6_666)
  })

  test('rows cluster by the entity, and by the run where several runs have entities of one name', async () => {
    const few = (run: string) =>
      `SELECT i % 50 AS account, ${run} AS run, ${uniform} AS spend, 'present' AS spend__state FROM range(10000) t(i)`
    const one = await stage([table(few('0'), few('0'))])
    const several = await stage([table(few('i // 1000'), few('i // 1000'))], {}, { run: 'run' })
    expect(one.comparisons[0]!.current.entities).toBe(50)
    expect(several.comparisons[0]!.current.entities).toBe(500)
  })

  test('α is shared over Histories, so that ten of them are no likelier to cry wolf than one', async () => {
    const both = [table(rows(uniform), rows(uniform))]
    const [one, ten] = [await stage(both), await stage(both, {}, { stages: 10 })]
    expect(ten.comparisons[0]!.alpha).toBeCloseTo(one.comparisons[0]!.alpha / 10, 12)
  })

  test('groups and a reference window of the configuration hold here as well', async () => {
    const day = 86_400_000_000
    const timed = (from: number) =>
      `SELECT i AS account, ${from} + i * 8640000 AS as_of, ${uniform} AS spend, 'present' AS spend__state FROM range(30000) t(i)`
    const windowed = await stage([table(timed(0), timed(3 * day))], { referenceWindow: { last: '1d' } })
    expect(windowed.comparisons[0]!.reference.rows).toBe(10_000)
    const grouped = await stage([table(timed(0), timed(0))], { by: 'day' })
    expect(grouped.comparisons.map(each => each.name)).toEqual([
      'fraud, day 1970-01-01T00:00:00Z',
      'fraud, day 1970-01-02T00:00:00Z',
      'fraud, day 1970-01-03T00:00:00Z',
    ])
  })
})

test('a setting that names no column of the definitions is an error, with the nearest', () => {
  const check = (settings: object) => () => checkStageSettings(parseDriftSettings(settings, 'x'), [target])
  expect(check({ ignore: ['spent'] })).toThrow(/names spent in ignore.*did you mean spend/)
  expect(check({ features: { spends: { epsilon: 0.2 } } })).toThrow(/names spends in features/)
  expect(check({ ignore: ['spend'], cluster: ['account'], segments: ['version'] })).not.toThrow()
})
