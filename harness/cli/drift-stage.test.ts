import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Result } from '../../reports/result.ts'
import { checkout, expectRefusal, plumbline, query, resultIn } from './testing/plumbline.ts'

const features = checkout('ci', 'fixtures', 'user', 'features.ts')
let cwd = ''

/** One payment at ten of each of 4,000 accounts, half of which arrive when they were asked for long since. */
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-drift-stage-'))
  const ten = `TIMESTAMP '2026-03-01 10:00:00'`
  const amount = 'round(1 + hash(i) % 1000 / 10.0, 1)'
  const late = 'i % 2 = 0'
  const asked = `'a' || i AS account, ${ten} + INTERVAL 30 MINUTE AS as_of`
  const tables = {
    log: `SELECT 'e' || i AS id, 'a' || i AS payer, ${amount} AS amount, ${ten} AS event_time,
      ${ten} + CASE WHEN ${late} THEN INTERVAL 2 HOUR ELSE INTERVAL 1 SECOND END AS arrival_time`,
    served: `SELECT ${asked}, CASE WHEN ${late} THEN NULL ELSE ${amount} END AS spend_1h, CASE WHEN ${late} THEN 0 ELSE 1 END AS attempts_1h`,
    training: `SELECT ${asked}, ${amount} AS spend_1h, 1 AS attempts_1h`,
    served_wrong: `SELECT ${asked}, CASE WHEN ${late} THEN NULL WHEN i % 40 = 1 THEN ${amount} + 1 ELSE ${amount} END AS spend_1h,
      CASE WHEN ${late} THEN 0 ELSE 1 END AS attempts_1h`,
  }
  for (const [name, sql] of Object.entries(tables))
    await query(`COPY (${sql} FROM range(4000) t(i)) TO '${join(cwd, name)}.parquet' (FORMAT parquet)`)
  await writeFile(join(cwd, 'declared.json'), '{}')
  await writeFile(join(cwd, 'wide.json'), '{ "epsilon": 0.9, "categoryEpsilon": 0.9, "rateEpsilon": 0.9 }')
  await writeFile(join(cwd, 'strange.json'), '{ "features": { "spend_2h": { "epsilon": 0.2 } } }')
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

async function audit(
  out: string,
  served: string,
  ...more: string[]
): Promise<{ code: number; stdout: string; result: Result }> {
  const files = [
    '--events',
    'payments=log.parquet',
    '--served',
    `${served}.parquet`,
    '--training',
    'training.parquet',
  ]
  const { code, stdout } = await plumbline(
    ['audit', '--features', features, ...files, '--out', out, ...more],
    { cwd },
  )
  return { code: code as number, stdout, result: await resultIn(join(cwd, out)) }
}

const checkOf = (result: Result) => result.checks.find(({ name }) => name === 'drift')

test('late data moves what was trained on from what was served: said, and no failure of a store that is right', async () => {
  const { code, stdout, result } = await audit('undeclared', 'served')
  expect(code).toBe(0)
  expect(result.verdict).toBe('pass')
  expect(result.drift).toMatchObject({ verdict: 'skew', declared: false })
  expect(result.drift!.paired[0]!.features).toMatchObject([
    { column: 'spend_1h', compared: 4_000, mismatches: 0, verdict: 'pass' },
    { column: 'attempts_1h', verdict: 'pass' },
  ])
  expect(checkOf(result)).toMatchObject({ verdict: 'inconclusive' })
  expect(stdout).toMatch(/^PASS/)
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /drift skew: 2 features moved between training and served, .* declare with --drift/,
  )
  expect(stdout).toMatch(/^ {2}attempts_1h +drift +values +0\.500/m)
})

test('a distance that was declared fails the run, and a wider one does not', async () => {
  const declared = await audit('declared', 'served', '--drift', 'declared.json')
  expect(declared.code).toBe(1)
  expect(declared.result.sentences[0]).toMatch(/^drift: 2 features moved between training and served/)
  expect(declared.result.drift).toMatchObject({ declared: true })
  const wide = await audit('wide', 'served', '--drift', 'wide.json')
  expect(wide.code).toBe(0)
  expect(wide.result.drift!.verdict).not.toBe('skew')
})

test('a value that is wrong fails pair by pair, however little it moves', async () => {
  const { code, result } = await audit('wrong', 'served_wrong')
  expect(code).toBe(1)
  expect(checkOf(result)).toMatchObject({ verdict: 'fail' })
  const { wrongByDay, comparedByDay, cells } = result.features.spend_1h!
  expect(wrongByDay).toEqual({ '2026-03-01': 100 })
  const compared = Object.values(comparedByDay ?? {}).reduce((sum, count) => sum + count, 0)
  expect(compared).toBe(cells.compared + cells.training.compared)
  const [spend] = result.drift!.paired[0]!.features
  expect(spend).toMatchObject({ column: 'spend_1h', mismatches: 100, stale: 0, verdict: 'fail' })
  expect(spend!.direction!.p).toBeLessThan(1e-20)
  // What is wrong is told by the values once, and not again.
  expect(result.sentences.filter(sentence => sentence.startsWith('drift'))).toEqual([])
})

test('a drift configuration that names no existing column is an error before anything runs', async () => {
  const at = ['--events', 'payments=log.parquet', '--served', 'served.parquet', '--drift', 'strange.json']
  expectRefusal(
    await plumbline(['audit', '--features', features, ...at], { cwd }),
    64,
    'names spend_2h in features',
  )
  expectRefusal(
    await plumbline(['verify', '--drift', 'strange.json'], { cwd }),
    64,
    'names spend_2h in features',
  )
  expectRefusal(
    await plumbline(['verify', '--drift', 'nowhere.json'], { cwd }),
    64,
    'nowhere.json does not exist',
  )
})

test('verify on few rows: drift is unsure, which is said, and lowers nothing', async () => {
  const { code, stdout } = await plumbline(
    ['verify', '--scenario', 'late-events', '--runs', '2', '--out', 'verified'],
    { cwd },
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}drift +inconclusive: \d+ of \d+ comparisons cannot be told/m)
  const result = await resultIn(join(cwd, 'verified'))
  expect(result.drift!.comparisons.map(each => each.name)).toEqual(['sensors: training against served'])
  expect(result.drift!.comparisons[0]!.features).toHaveLength(7)
})
