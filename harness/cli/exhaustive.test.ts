import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, plumbline, plumblineEach, resultIn } from './testing/plumbline.ts'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-exhaustive-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

// Catches a history or an interleaving that is left out in silence, and a reference store that fails in some small history.
test('every history of two records under every interleaving passes, and the report says how many there were', async () => {
  const ended = await plumbline(['verify', '--exhaustive', '2', '--out', 'two'], { cwd })
  expect([ended.code, ended.stderr.split('\n').at(-2)]).toEqual([0, expect.any(String)])
  const result = await resultIn(join(cwd, 'two'))
  expect(result.verdict).toBe('pass')
  const { exhaustive } = result.provenance.options as { exhaustive: Record<string, unknown>[] }
  expect(exhaustive).toEqual([
    {
      records: 2,
      alphabet: expect.stringContaining('two keys of one partition'),
      histories: 2_847,
      runs: 85_410,
      skipped: 0,
    },
  ])
  const text = ended.stdout.replace(/\s+/g, ' ')
  expect(text).toContain('every history of 2 records: 2,847 of 2,847')
  expect(text).toContain('each under 30 interleavings of append, apply, commit, crash and restart')
  expect(text).toContain('85,410 runs, none skipped')
  expect(text).toContain('event times T−8s−1µs, T−8s, T−8s+1µs, T−1µs, T, T+1µs')
})

// Catches a failure that is counted and not kept: it must be there as a History, be diagnosed, and become a case that replays.
test('a store that counts twice after a restart fails, with its History and a case', async () => {
  const store = checkout('reference-store', 'broken', 'double-count-after-restart.fixture.ts')
  const args = ['verify', '--exhaustive', '2', '--store', store, '--out', 'twice']
  const ended = await plumbline(args, { cwd })
  expect(ended.code).toBe(1)
  const result = await resultIn(join(cwd, 'twice'))
  expect(result.verdict).toBe('skew')
  const causes = Object.values(result.features).flatMap(feature => feature.causes.map(({ cause }) => cause))
  expect(causes).toContain('replay-double-count')
  expect(result.notes.join(' ')).toMatch(/seeds? left at the first failing run/)
  const [mismatch] = result.mismatches
  expect(mismatch?.scenario).toBe('exhaustive-2')
  const kept = (await readdir(join(cwd, 'twice'))).filter(name => name.startsWith('exhaustive-2-'))
  expect(kept.length).toBeGreaterThan(0)
  for (const name of kept) expect((await stat(join(cwd, 'twice', name, 'history.json'))).isFile()).toBe(true)
  const [found] = result.cases
  expect(found?.events).toBe(1)
  const replayed = await plumbline(['replay', join('twice', found?.folder ?? '')], { cwd })
  expect(replayed.code).toBe(1)
})

test('seeds are run until the time is up, all scenarios in turn', async () => {
  const args = ['verify', '--scenario', 'swarm', '--scenario', 'steady', '--minutes', '0.1', '--out', 'timed']
  const ended = await plumbline(args, { cwd })
  expect(ended.code).toBe(0)
  const result = await resultIn(join(cwd, 'timed'))
  expect(result.provenance.options.minutes).toBe(0.1)
  const runs = result.scenarios.map(each => each.runs)
  expect(runs.length).toBe(2)
  // In turn: neither is ahead of the other by more than one seed.
  expect(Math.abs((runs[0] ?? 0) - (runs[1] ?? 0))).toBeLessThanOrEqual(1)
  expect(Math.max(...runs)).toBe(result.provenance.seeds?.runs)
})

test('what contradicts itself is refused in one sentence', async () => {
  const all = await plumblineEach(
    [
      ['verify', '--exhaustive', '9'],
      ['verify', '--exhaustive', '2', '--runs', '3'],
      ['verify', '--exhaustive', '2', '--scenario', 'steady'],
      ['verify', '--minutes', '1', '--runs', '3'],
      ['verify', '--minutes', '0'],
    ],
    { cwd },
  )
  expect(all.map(({ code }) => code)).toEqual([64, 64, 64, 64, 64])
  const said = all.map(({ stderr }) => stderr.trim())
  expect(said[0]).toContain('--exhaustive goes up to 4 records, not 9')
  expect(said[1]).toContain('--runs asks for something else: leave one out')
  expect(said[2]).toContain('--scenario asks for something else: leave one out')
  expect(said[3]).toContain('--minutes and --runs both say how much to run: leave one out')
  expect(said[4]).toContain('write minutes above 0')
})
