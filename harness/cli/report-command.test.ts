import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reportRuns } from '../../reports/testing/report-runs.ts'
import { runCommandLine } from './run-command-line.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-report-command-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

async function stored(name: string, result: unknown): Promise<string> {
  const folder = join(dir, name)
  await mkdir(folder)
  await writeFile(join(folder, 'result.json'), typeof result === 'string' ? result : JSON.stringify(result))
  return folder
}

/** Runs a command line and gives its exit code and what it printed. */
async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const { stdout, stderr } = process
  const writes = [stdout.write, stderr.write] as const
  stdout.write = ((text: string) => {
    said.out += text
    return true
  }) as typeof stdout.write
  stderr.write = ((text: string) => {
    said.err += text
    return true
  }) as typeof stderr.write
  try {
    return { code: await runCommandLine(argv), ...said }
  } finally {
    ;[stdout.write, stderr.write] = writes
  }
}

test('renders a stored run again, every file but the result itself', async () => {
  const folder = await stored('one', reportRuns.failing)
  const before = await readFile(join(folder, 'result.json'), 'utf8')
  const { code, out } = await run('report', folder)
  expect(code).toBe(0)
  expect(out.trim().split('\n')).toContain(join(folder, 'report.html'))
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('spend_24h')
  expect(await readFile(join(folder, 'result.json'), 'utf8')).toBe(before)
  expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([])
  // The command is to be pasted where the other commands are given.
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toMatch(
    new RegExp(`npm run replay -- '?${folder}/cases/`),
  )
})

test('a redacted report holds no key in any file, and never stands where the run does', async () => {
  const folder = await stored('one', reportRuns.failing)
  expect((await run('report', folder, '--redact')).code).toBe(0)
  const files = await readdir(join(folder, 'redacted'))
  expect(files).toContain('result.json')
  for (const file of files)
    expect(await readFile(join(folder, 'redacted', file), 'utf8')).not.toContain('a 17')
  for (const file of files) expect(await readFile(join(folder, 'redacted', file), 'utf8')).not.toContain(dir)
  const refused = await run('report', folder, '--redact', '--out', folder)
  expect(refused.code).toBe(64)
  expect(refused.err).toContain('would write over the run itself')
})

test('a comparison exits 1 where something is new, and 0 where it was mended', async () => {
  const bad = await stored('bad', reportRuns.failing)
  const good = await stored('good', {
    ...reportRuns.failing,
    scenarios: reportRuns.failing?.scenarios.map(each => ({
      ...each,
      features: { spend_24h: { ...each.cells, defect: 0, equal: 7_600 } },
    })),
    checks: [{ name: 'values', verdict: 'pass', detail: '' }],
  })
  const worse = await run('report', '--compare', good, bad)
  expect(worse.code).toBe(1)
  expect(worse.out).toContain('2 new')
  const better = await run('report', '--compare', bad, good)
  expect(better.code).toBe(0)
  expect(better.out).toContain('2 mended')
})

test.each([
  ['a folder without a run', null, 'cannot be read'],
  ['a torn file', '{ "schema": ', 'is not JSON'],
  ['a schema of another version', { schema: 'plumbline.result/99' }, 'plumbline.result/99'],
  ['a result that is not whole', { ...reportRuns.passing, verdict: 'fine' }, 'verdict'],
])('%s is refused in one sentence', async (_, result, said) => {
  const folder = result === null ? join(dir, 'none') : await stored('one', result)
  const { code, err } = await run('report', folder)
  expect(code).toBe(64)
  expect(err).toContain(said)
  expect(err.trim().split('\n')).toHaveLength(1)
})
