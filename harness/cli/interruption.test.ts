import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, endOf, plumbline, query, resultIn, startPlumbline } from './testing/plumbline.ts'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-stopped-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

/** Runs a command and sends it a signal as soon as it says something like `when` on stderr. */
async function stop(args: readonly string[], when: RegExp, signals: readonly NodeJS.Signals[] = ['SIGINT']) {
  const child = startPlumbline(args, { cwd })
  let said = ''
  const left = [...signals]
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (!when.test(said)) return
    for (let signal = left.shift(); signal !== undefined; signal = left.shift()) child.kill(signal)
  })
  return endOf(child)
}

const sentence = /plumbline: stopped by SIGINT; nothing was written, run it again to finish\n$/

test('Ctrl-C in the middle of verify says so, exits with 130, and leaves nothing', async () => {
  const ended = await stop(['verify', '--runs', '500'], /seed \d+, \d+ of 500 runs/)
  expect(ended.code).toBe(130)
  expect(ended.stderr).toMatch(sentence)
  expect(ended.stdout).toBe('')
  expect(await readdir(join(cwd, '.plumbline', 'runs'))).toEqual([])
})

test('SIGTERM does the same, with its own code', async () => {
  const ended = await stop(['verify', '--runs', '500', '--out', 'out'], /seed \d+, \d+ of 500 runs/, [
    'SIGTERM',
  ])
  expect(ended.code).toBe(143)
  expect(ended.stderr).toMatch(/plumbline: stopped by SIGTERM; nothing was written/)
  expect((await readdir(cwd)).filter(name => name !== '.plumbline')).toEqual([])
})

test('Ctrl-C while a store hangs does not wait for it', async () => {
  const scenario = checkout('ci', 'fixtures', 'user', 'scenario.ts')
  const store = checkout('ci', 'fixtures', 'stores', 'loops.ts')
  const args = ['verify', '--scenario', scenario, '--store', store, '--out', 'hung']
  const ended = await stop(args, /late payments/)
  expect([ended.code, ended.stdout]).toEqual([130, ''])
  expect(ended.stderr).toMatch(sentence)
  expect((await readdir(cwd)).filter(name => name !== '.plumbline')).toEqual([])
})

test('Ctrl-C in the middle of an audit leaves the results of before, whole, and no other', async () => {
  await plumbline(['verify', '--scenario', 'steady', '--runs', '1', '--out', 'run'], { cwd })
  const history = join(cwd, 'run', 'steady-1')
  const before = await resultIn(history)
  // Many more questions and events of the same History, so that there is something to be in the middle of.
  const many = join(cwd, 'many')
  await cp(history, many, { recursive: true })
  await query(`COPY (SELECT * EXCLUDE (probe_id), row_number() OVER () AS probe_id
      FROM '${history}/served.parquet', range(20000)) TO '${many}/served.parquet' (FORMAT parquet)`)
  await rm(join(many, 'training.parquet'))
  await writeFile(join(many, 'mine.txt'), 'mine')
  const files = (await readdir(many)).sort()
  const ended = await stop(['audit', 'many'], /judging fraud/)
  expect([ended.code, ended.stdout]).toEqual([130, ''])
  expect(ended.stderr).toMatch(sentence)
  expect((await readdir(many)).sort()).toEqual(files)
  expect(await resultIn(many)).toEqual(before)
})

test('a second Ctrl-C ends at once, and leaves nothing either', async () => {
  const ended = await stop(['verify', '--runs', '500', '--out', 'twice'], /seed \d+, \d+ of 500 runs/, [
    'SIGINT',
    'SIGINT',
  ])
  expect(ended.code).toBe(130)
  expect((await readdir(cwd)).filter(name => /twice/.test(name))).toEqual([])
})
