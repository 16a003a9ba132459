import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Result } from '../../reports/result.ts'
import { datasets, faultSuite, suite } from '../../scenarios/suite.ts'
import {
  checkout,
  type Ended,
  expectRefusal,
  plumbline,
  plumblineEach,
  query,
  resultIn,
  resultOf,
} from './testing/plumbline.ts'

const user = (name: string) => checkout('ci', 'fixtures', 'user', name)
const store = (name: string) => checkout('ci', 'fixtures', 'stores', name)

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-verify-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

/** Whatever does not depend on how long a run took. */
function timeless(result: Result): unknown {
  return { ...result, provenance: { ...result.provenance, durations: {} } }
}

describe('the whole suite', () => {
  let ended: Ended

  beforeAll(async () => {
    ended = await plumbline(['verify', '--runs', '2'], { cwd, env: { NO_COLOR: '1', FORCE_COLOR: '1' } })
  })

  test('passes on the reference store, verdict first, and says that it is at work', async () => {
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/^PASS {3}[\d,]+ of [\d,]+ served values equal point-in-time recomputation/)
    expect(ended.stderr).toMatch(
      new RegExp(String.raw`^[a-z-]+ \(\d+ of ${suite.length}\), seed \d, \d of 2 runs$`, 'm'),
    )
  })

  test('shows feature × scenario, what was compared, and where everything is', () => {
    expect(ended.stdout).toMatch(/^ {2}feature( +\d+)+$/m)
    expect(ended.stdout).toMatch(/^ +1 {2}steady +2 /m)
    expect(ended.stdout).toMatch(
      new RegExp(
        `^ {2}compared +[\\d,]+ served values, [\\d,]+ training values, [\\d,]+ probes, ${suite.length}`,
        'm',
      ),
    )
    expect(ended.stdout).toMatch(/^ {2}histories +\.plumbline\/runs\/0001$/m)
    expect(ended.stdout).toMatch(/^ {2}report +\.plumbline\/runs\/0001\/report\.html$/m)
    expect(ended.stdout).toMatch(/^ {2}result +\.plumbline\/runs\/0001\/result\.json +exit 0$/m)
    expect(ended.stdout).not.toContain('staleness at')
  })

  test('NO_COLOR leaves no escape, on stdout or stderr', () => {
    expect(ended.stdout + ended.stderr).not.toContain('\u001b')
  })

  test('leaves result.json, mismatches.parquet and a whole History of each scenario', async () => {
    const dir = join(cwd, '.plumbline', 'runs', '0001')
    const result = await resultIn(dir)
    expect(result).toMatchObject({
      verdict: 'pass',
      exitCode: 0,
      cells: { defect: 0, error: 0 },
    })
    // Of all logs one alone does not reach back far enough, and is there for that.
    const unjudged = result.scenarios.filter(({ cells }) => cells.notJudged > 0)
    expect(unjudged.map(({ scenario }) => scenario)).toEqual(['incomplete-log'])
    expect(result.coverage?.runs).toBe(2 * suite.length)
    expect(
      result.relations?.filter(({ differing, pairs }) => pairs > 0 && differing === 0).length,
    ).toBeGreaterThan(9)
    expect(result.scenarios).toHaveLength(suite.length)
    expect(result.selfCheck?.sampled).toBeGreaterThan(1_000)
    expect(result.selfCheck?.disagreements).toBe(0)
    expect(result.mismatchTotals.staleness).toBe(result.cells.staleness)
    const folders = (await readdir(dir)).filter(name => name.endsWith('-1'))
    expect(folders).toHaveLength(suite.length)
    for (const folder of folders) expect((await resultIn(join(dir, folder))).verdict).toBe('pass')
    const parts = await query(
      `SELECT part, count(*)::INTEGER FROM '${dir}/mismatches.parquet' GROUP BY part ORDER BY part`,
    )
    expect(Object.fromEntries(parts)).toEqual({
      staleness: result.mismatchTotals.staleness,
      'late-data': result.mismatchTotals['late-data'],
    })
    expect(await readlink(join(cwd, '.plumbline', 'runs', 'latest'))).toBe('0001')
    // A folder that others cannot read is no use to a CI job that collects it.
    expect((await stat(dir)).mode & 0o555).toBe(0o555 & ~process.umask())
  })

  test('audit of the run, and of one History in it, reaches the same verdict', async () => {
    const runs = '.plumbline/runs/latest'
    const [all, one] = await plumblineEach(
      [
        ['audit', runs, '--json'],
        ['audit', `${runs}/late-events-1`, '--json'],
      ],
      { cwd },
    )
    const verified = await resultIn(join(cwd, runs))
    const audited = resultOf(all as Ended)
    expect([all?.code, one?.code]).toEqual([0, 0])
    expect(audited.verdict).toBe(verified.verdict)
    expect(audited.scenarios.map(({ scenario }) => scenario).sort()).toEqual(
      verified.scenarios.map(({ scenario }) => scenario).sort(),
    )
    const late = resultOf(one as Ended)
    expect(late.cells).toEqual(audited.scenarios.find(({ scenario }) => scenario === 'late-events')?.cells)
    expect(late.provenance.seeds).toEqual({ first: 1, runs: 1 })
    // An audit of all Histories of the suite, on a machine that others use as well.
  }, 300_000)
})

describe('one scenario', () => {
  test('of one seed is the same run, whatever else is run, and however many processes do it', async () => {
    const line = (...more: string[]) => ['verify', '--scenario', 'restart', '--json', ...more]
    const [two, alone, three] = await plumblineEach(
      [
        line('--seed', '41', '--runs', '5', '--workers', '1', '--out', 'two'),
        line('--seed', '42', '--runs', '1', '--out', 'alone'),
        line('--seed', '41', '--runs', '5', '--workers', '3', '--out', 'three'),
      ],
      { cwd },
    )
    expect(timeless(resultOf(three as Ended))).toEqual(timeless(resultOf(two as Ended)))
    const read = (dir: string) => readFile(join(cwd, dir, 'mismatches.parquet'))
    expect((await read('three')).equals(await read('two'))).toBe(true)
    // Of several runs the first asks for training values, so this one has them only where it is alone.
    const mismatches = (dir: string) =>
      query(`SELECT * EXCLUDE (training) FROM '${join(cwd, dir)}/mismatches.parquet' WHERE seed = 42`)
    expect(await mismatches('alone')).toEqual(await mismatches('two'))
    expect(resultOf(alone as Ended).provenance.seeds).toEqual({ first: 42, runs: 1 })
    expect((await readdir(join(cwd, 'alone'))).sort()).toEqual([
      'junit.xml',
      'mismatches.parquet',
      'plumbline.sarif',
      'report.html',
      'restart-42',
      'result.json',
      'summary.md',
    ])
  })

  // Catches a large suite of which a second evaluator sees the first runs only.
  test('of many runs has every fiftieth audited from its files as well, and leaves the first one', async () => {
    const line = (runs: string, out: string) => [
      'verify',
      '--scenario',
      'swarm',
      '--json',
      '--runs',
      runs,
      '--out',
      out,
    ]
    const [few, many] = await plumblineEach([line('1', 'few'), line('51', 'many')], { cwd })
    const [first, both] = [few, many].map(each => resultOf(each as Ended).selfCheck?.sampled ?? 0)
    expect(first).toBeGreaterThan(0)
    expect(both).toBeGreaterThan(first as number)
    const folders = (await readdir(join(cwd, 'many'))).filter(name => name.startsWith('swarm-'))
    expect(folders).toEqual(['swarm-1'])
  }, 120_000)

  test('that fails leaves the same few Histories behind, however many processes do it', async () => {
    const path = checkout('reference-store', 'broken', 'float32-values.fixture.ts')
    const line = (workers: string, out: string) => [
      'verify',
      '--scenario',
      'steady',
      '--store',
      path,
      '--runs',
      '9',
      '--workers',
      workers,
      '--out',
      out,
    ]
    const [one, several] = await plumblineEach([line('1', 'fails-1'), line('3', 'fails-3')], { cwd })
    expect([one?.code, several?.code]).toEqual([1, 1])
    const folders = await readdir(join(cwd, 'fails-1'))
    expect(folders.filter(name => name.startsWith('steady-')).sort()).toEqual([
      'steady-1',
      'steady-2',
      'steady-3',
    ])
    expect((await readdir(join(cwd, 'fails-3'))).sort()).toEqual(folders.sort())
    expect(timeless(await resultIn(join(cwd, 'fails-3')))).toEqual(
      timeless(await resultIn(join(cwd, 'fails-1'))),
    )
  })

  test('--list names every scenario and what must happen in it, for people and for machines', async () => {
    const [text, json] = await plumblineEach(
      [
        ['verify', '--list'],
        ['verify', '--list', '--json'],
      ],
      { cwd },
    )
    expect(text?.stdout).toMatch(/^late-events +late ≥ 15, tooLate ≥ 5/m)
    expect(text?.stdout).toMatch(/^flights +3,000,000 real flights.*\(runs by name only\)$/m)
    const listed = JSON.parse(json?.stdout ?? '') as { name: string; mustHappen: object }[]
    expect(listed).toHaveLength(suite.length + faultSuite.length + datasets.length)
    expect(listed.find(({ name }) => name === 'late-events')?.mustHappen).toMatchObject({ late: 15 })
  })

  test('of a user, with a store of the user: by their paths', async () => {
    const [own, reference] = await plumblineEach(
      [
        [
          'verify',
          '--scenario',
          user('scenario.ts'),
          '--store',
          user('store.ts'),
          '--runs',
          '3',
          '--out',
          'own',
        ],
        ['verify', '--scenario', user('scenario.ts'), '--runs', '3', '--out', 'ref', '--json'],
      ],
      { cwd },
    )
    expect(own?.stdout).toMatch(/^PASS/)
    expect(own?.stdout).toMatch(/^ {2}store +card \(in memory\)$/m)
    expect(own?.stdout).toMatch(/^ {2}not run +training sets \(late payments/m)
    const result = await resultIn(join(cwd, 'own'))
    expect(result.provenance.store).toEqual({ name: 'card', stack: 'in memory' })
    // A name with blanks and a slash gives a folder without.
    expect(await readdir(join(cwd, 'own'))).toContain('late-payments-a-hot-account-1')
    expect(resultOf(reference as Ended).cells.training.compared).toBeGreaterThan(0)
  })

  test('whose mustHappen did not happen is inconclusive, and says what did not', async () => {
    const ended = await plumbline(['verify', '--scenario', user('impossible-scenario.ts'), '--out', 'idle'], {
      cwd,
    })
    expect(ended.code).toBe(2)
    expect(ended.stdout).toMatch(/^INCONCLUSIVE {2}what had to happen did not: impossible: late 0 of 10$/m)
    const { scenarios, cells } = await resultIn(join(cwd, 'idle'))
    expect(scenarios[0]?.missed).toEqual([{ happening: 'late', wanted: 10, happened: 0 }])
    expect(cells.equal).toBeGreaterThan(0)
  })
})

describe('--json and --out', () => {
  test('stdout is one JSON document, whatever a store prints', async () => {
    const args = ['--scenario', user('scenario.ts'), '--store', store('prints.ts'), '--runs', '1', '--json']
    const ended = await plumbline(['verify', ...args, '--out', 'prints'], { cwd })
    expect(ended.code).toBe(0)
    expect(timeless(resultOf(ended))).toEqual(timeless(await resultIn(join(cwd, 'prints'))))
    expect(ended.stderr).toContain('the store is loaded')
    expect(ended.stderr).toContain('"an answer"')
  })

  test('a run of ours is replaced, what somebody put beside it stays, and a foreign folder is refused', async () => {
    const run = ['verify', '--scenario', user('scenario.ts'), '--runs', '1', '--out', 'again']
    const [first] = await plumblineEach([run], { cwd })
    await writeFile(join(cwd, 'again', 'notes.txt'), 'mine')
    const [second, refused] = await plumblineEach(
      [
        [...run, '--seed', '9'],
        ['verify', '--scenario', 'steady', '--out', '.'],
      ],
      { cwd },
    )
    expect([first?.code, second?.code]).toEqual([0, 0])
    expect((await readdir(join(cwd, 'again'))).sort()).toEqual([
      'junit.xml',
      'late-payments-a-hot-account-9',
      'mismatches.parquet',
      'notes.txt',
      'plumbline.sarif',
      'report.html',
      'result.json',
      'summary.md',
    ])
    expectRefusal(refused, 64, 'exists and does not hold a run of plumbline: choose another')
    expect((await readdir(cwd)).filter(name => name.startsWith('.again'))).toEqual([])
  })

  test('budgets decide the verdict where they are given', async () => {
    const line = (...more: string[]) => [
      'verify',
      '--scenario',
      'late-events',
      '--runs',
      '1',
      '--json',
      ...more,
    ]
    const [fresh, late, easy] = await plumblineEach(
      [
        line('--freshness', '1us', '--out', 'fresh'),
        line('--late-budget', '0%', '--out', 'late'),
        line('--freshness', '30d', '--late-budget', '100%', '--out', 'easy'),
      ],
      { cwd },
    )
    expect([fresh?.code, late?.code, easy?.code]).toEqual([1, 1, 0])
    expect(resultOf(fresh as Ended).sentences[0]).toMatch(
      /^freshness: \d+ of \d+ stale values, .* above the SLO of 1 µs$/,
    )
    expect(resultOf(late as Ended).sentences[0]).toMatch(
      /^late-data: at most .*: build the training set as-known$/,
    )
  })
})
