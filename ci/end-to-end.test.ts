import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Result, resultSchema } from '../reports/result.ts'

const run = promisify(execFile)
const node = join('node_modules', '.bin', 'node')
const folder = join('.plumbline', 'end-to-end')

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as a user does, in a process of its own. */
async function plumbline(...args: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(node, ['harness/cli/main.ts', ...args], { maxBuffer: 64 * 2 ** 20 })
    return { code: 0, stdout, stderr }
  } catch (error) {
    return error as Ended
  }
}

async function resultIn(dir: string): Promise<Result> {
  return resultSchema.parse(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8')))
}

async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  return rows
}

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a store that breaks a sentence of the semantics is caught', () => {
  /** The fixture, and a scenario that meets its bug. */
  const broken: [store: string, scenario: string][] = [
    ['boundary-flipped', 'boundaries'],
    ['late-dropped', 'late-events'],
    ['nulls-as-zero', 'null-storm'],
    ['double-count-after-restart', 'restart'],
    ['correction-ignored', 'corrections'],
    ['never-evicted', 'silence'],
    ['float32-values', 'steady'],
  ]

  test.each(broken)('%s', async (store, scenario) => {
    const out = join(folder, store)
    const fixture = join('reference-store', 'broken', `${store}.fixture.ts`)
    const ended = await plumbline(
      'verify',
      '--scenario',
      scenario,
      '--runs',
      '3',
      '--store',
      fixture,
      '--out',
      out,
    )
    expect(ended.stdout).toMatch(/^SKEW/)
    expect(ended.code).toBe(1)
    const result = await resultIn(out)
    expect(result.verdict).toBe('skew')
    const found = await query(
      `SELECT feature, count(DISTINCT probe_id) FROM '${out}/mismatches.parquet' WHERE part = 'defect' AND side = 'online' GROUP BY feature`,
    )
    // Two documents of a suite may each have a feature of one name.
    const wrong = Object.values(result.features).filter(({ cells }) => cells.defect > 0)
    expect(found.map(([feature]) => feature).sort()).toEqual(
      [...new Set(wrong.map(({ column }) => column))].sort(),
    )
    expect(found.length).toBeGreaterThan(0)
  })

  test('a store that answers nothing is inconclusive, never pass', async () => {
    const fixture = join('reference-store', 'broken', 'answers-nothing.fixture.ts')
    const ended = await plumbline(
      'verify',
      '--scenario',
      'steady',
      '--runs',
      '1',
      '--store',
      fixture,
      '--out',
      join(folder, 'nothing'),
    )
    expect(ended.stdout).toMatch(/^INCONCLUSIVE/)
    expect(ended.code).toBe(2)
  })
})

describe('a History is audited as it was verified', () => {
  const out = join(folder, 'clean')

  test('verify passes, and audit of what it wrote reaches the same verdict', async () => {
    const verified = await plumbline(
      'verify',
      '--scenario',
      'late-events',
      '--seed',
      '42',
      '--runs',
      '1',
      '--out',
      out,
    )
    expect([verified.code, verified.stdout.slice(0, 4)]).toEqual([0, 'PASS'])
    const cells = (await resultIn(out)).cells
    const [history] = (await readdir(out)).filter(name => name.startsWith('late-events'))
    const audited = await plumbline('audit', join(out, history as string), '--json')
    expect(audited.code).toBe(0)
    expect(resultSchema.parse(JSON.parse(audited.stdout)).cells).toEqual(cells)
  })

  test('a leak planted in the training set is a leak, offline', async () => {
    const [history] = (await readdir(out)).filter(name => name.startsWith('late-events'))
    const dir = join(folder, 'leaked')
    await cp(join(out, history as string), dir, { recursive: true })
    const page = JSON.parse(await readFile(join(dir, 'history.json'), 'utf8'))
    // The set claims to hold what was known at T, and holds what the finished log says.
    await writeFile(join(dir, 'history.json'), JSON.stringify({ ...page, training: { reading: 'as-known' } }))
    const ended = await plumbline('audit', dir)
    expect(ended.stdout).toMatch(/^SKEW/)
    expect(ended.code).toBe(1)
    expect((await resultIn(dir)).cells.training.leak).toBeGreaterThan(0)
    const sides = await query(`SELECT DISTINCT side FROM '${dir}/mismatches.parquet' WHERE part = 'leak'`)
    expect(sides).toEqual([['offline']])
  })
})

test('the same seed gives the same History hash, in another process too', async () => {
  const script = `
    import { suite } from './scenarios/suite.ts'
    import { drive } from './harness/drive/drive.ts'
    import { historyHash } from './harness/history/history-hash.ts'
    import Store from './reference-store/adapter.ts'
    const scenario = suite.find(each => each.name === 'restart')
    console.log(historyHash((await drive(scenario, 7, new Store())).history))`
  const hashes = await Promise.all(
    [1, 2].map(async () =>
      (await run(node, ['--input-type=module-typescript', '--eval', script])).stdout.trim(),
    ),
  )
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(hashes[1]).toBe(hashes[0])
})

test('Ctrl-C says so and leaves nothing half written', async () => {
  const out = join(folder, 'stopped')
  const child = spawn(node, ['harness/cli/main.ts', 'verify', '--runs', '500', '--out', out])
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
    if (/runs/.test(said) && !child.killed) child.kill('SIGINT')
  })
  const [code] = await once(child, 'exit')
  expect(code).toBe(130)
  expect(said).toMatch(/stopped by SIGINT/)
  expect((await readdir(folder)).filter(name => name.includes('stopped'))).toEqual([])
})

describe('bad input ends in one sentence and the right exit code', () => {
  const cases: [what: string, args: string[], code: number, says: RegExp][] = [
    ['an unknown verb', ['verfy'], 64, /verify/],
    ['an unknown flag', ['verify', '--scenarios', 'x'], 64, /--scenario/],
    ['an unknown scenario', ['verify', '--scenario', 'late-event'], 64, /late-events/],
    ['a bad seed', ['verify', '--seed', '-1'], 64, /whole number/],
    ['a missing store', ['verify', '--store', './nowhere.ts'], 64, /nowhere\.ts/],
    ['a missing folder', ['audit', './nowhere'], 64, /nowhere/],
    ['a folder that is no History', ['audit', 'docs'], 64, /history\.json/],
    ['loose files without definitions', ['audit', '--events', 'a=b.csv'], 64, /--features/],
    ['a missing features file', ['definitions', 'nowhere.ts'], 64, /nowhere\.ts/],
    [
      'a foreign output folder',
      ['verify', '--scenario', 'steady', '--runs', '1', '--out', 'docs'],
      64,
      /docs/,
    ],
  ]

  test.each(cases)('%s', async (_, args, code, says) => {
    const ended = await plumbline(...args)
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(says)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
    expect(ended.stdout).toBe('')
  })
})
