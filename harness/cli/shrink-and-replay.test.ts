import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, type Ended, expectRefusal, plumblineEach, resultIn } from './testing/plumbline.ts'

const broken = checkout('reference-store', 'broken', 'boundary-flipped.fixture.ts')
const right = checkout('reference-store', 'adapter.ts')
const run = ['--scenario', 'boundaries', '--runs', '1', '--store', broken]
const regression = join('scenarios', 'regressions', 'at-noon')

let cwd = ''
let ended: Ended[] = []

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-shrink-'))
  ended = await plumblineEach(
    [
      ['verify', ...run, '--out', 'run'],
      ['replay', 'run/cases/1'],
      ['replay', 'run/cases/1', '--store', right],
      [
        'shrink',
        'run/boundaries-1',
        '--feature',
        'fraud.attempts_10m',
        '--cause',
        'as-of-boundary',
        '--out',
        'small',
      ],
      ['replay', 'small'],
      ['new-scenario', 'at-noon', '--from', 'small', '--story', 'the fact at noon is not counted at noon'],
      [
        'verify',
        '--scenario',
        regression,
        '--runs',
        '1',
        '--store',
        broken,
        '--out',
        'again',
        '--shrink',
        '0s',
      ],
      ['verify', '--scenario', regression, '--runs', '1', '--store', right, '--out', 'mended'],
      ['replay', 'run/boundaries-1'],
      ['new-scenario', 'At Noon'],
      ['new-scenario', 'at-noon', '--from', 'small'],
      ['shrink', 'small', '--store', right],
      ['audit', 'small', '--out', 'audited'],
    ],
    { cwd },
  )
}, 240_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

const at = (place: number) => ended[place] as Ended

test('verify ends with the command that runs the smallest case again', async () => {
  expect(at(0).code).toBe(1)
  expect(at(0).stdout).toMatch(
    /\n {2}shrunk {6}\w+, as-of-boundary: 1 event, 1 probe\n {4}npm run replay -- run\/cases\/1\n/,
  )
  // The page gives the same command: where the run stands, not where it was written.
  expect(await readFile(join(cwd, 'run', 'report.html'), 'utf8')).toContain('"npm run replay -- run/cases/1"')
  const { cases } = await resultIn(join(cwd, 'run'))
  expect(cases[0]).toMatchObject({ cause: 'as-of-boundary', events: 1, probes: 1, minimal: true })
})

test('replay fails on the store that the case came from, and passes on a store that is right', () => {
  expect(at(1).code).toBe(1)
  expect(at(1).stdout).toMatch(
    /^FAILS {3}\w+\.\w+, as-of-boundary\n.+ lies on the window's (head|tail), which closed: /,
  )
  expect(at(2).code).toBe(0)
  expect(at(2).stdout).toMatch(/^PASSES {2}/)
})

test('shrink finds the one event and the one question that show the bug, at round times', async () => {
  expect(at(3).code).toBe(1)
  expect(at(3).stdout).toMatch(
    /^fraud\.attempts_10m, as-of-boundary: from \d+ events and \d+ probes to 1 event and 1 probe in \d+ tries; nothing can be left out\n/,
  )
  expect(at(4).stdout).toMatch(
    /\n {2}e\d+ {2}event 2026-03-01T12:00:00Z {2}arrives 2026-03-01T12:00:00Z {2}payer "k\d+"\n$/,
  )
  const file = JSON.parse(await readFile(join(cwd, 'small', 'case.json'), 'utf8'))
  expect(file).toMatchObject({
    target: 'fraud',
    feature: 'attempts_10m',
    side: 'online',
    cause: 'as-of-boundary',
    expected: '1',
    served: '0',
    minimal: true,
    moves: [{ kind: 'append', count: 1 }, { kind: 'settle' }, { kind: 'read' }],
  })
})

test('a regression is shown to fail on its store, and verify runs it', async () => {
  expect(at(5).code).toBe(0)
  expect(at(5).stdout).toBe(`wrote ${regression} (1 event, 1 probe; fails on the store that it came from)\n`)
  expect(at(6).code).toBe(1)
  expect(at(7).code).toBe(0)
  const { cells, scenarios } = await resultIn(join(cwd, 'mended'))
  expect([cells.compared, scenarios[0]?.scenario]).toEqual([1, 'at-noon'])
})

test('what is no case, no name or taken already is refused in one sentence', () => {
  expectRefusal(at(8), 64, 'holds no case.json')
  expectRefusal(at(9), 64, 'is no name of a scenario')
  expectRefusal(at(10), 64, 'exists already')
})

test('a case that does not fail any more is not shrunk', () => {
  expect(at(11).code).toBe(0)
  expect(at(11).stdout).toMatch(/did not fail again/)
})

test('a case is a History that anybody can audit', async () => {
  expect(at(12).code).toBe(1)
  const { features } = await resultIn(join(cwd, 'audited'))
  expect(features.attempts_10m?.causes.map(({ cause }) => cause)).toEqual(['as-of-boundary'])
})
