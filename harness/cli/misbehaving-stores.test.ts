import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, type Ended, expectRefusal, plumblineEach, resultIn } from './testing/plumbline.ts'

const scenario = checkout('ci', 'fixtures', 'user', 'scenario.ts')
const where = '(in late payments / a hot account with --seed 1; the History so far is in '

let cwd = ''
const ended = new Map<string, Ended>()

function verify(store: string): string[] {
  const path = checkout('ci', 'fixtures', 'stores', `${store}.ts`)
  return [
    'verify',
    '--scenario',
    scenario,
    '--store',
    path,
    '--runs',
    '2',
    '--timeout',
    '300ms',
    '--out',
    store,
  ]
}

/** A store that fails, the exit code, and what is said of it. */
const failing: readonly (readonly [store: string, code: number, ...says: (string | RegExp)[]])[] = [
  ['throws', 70, `the store card failed in read of 1 probe: connection refused ${where}`],
  ['hangs', 70, `the store card failed in read of 1 probe: no answer within 300 ms ${where}`],
  ['loops', 70, 'the store hangs in settle, did not answer within 0.3 s and holds its thread', '--seed 1)'],
  ['crashes', 70, 'the store threw outside of any call, the socket closed: catch the errors', '--seed 1)'],
  [
    'exits',
    70,
    'the store ended its process with exit code 0: let it return or throw, not exit',
    '--seed 1)',
  ],
  ['too-many', 64, `the store card gave 2 answers to 1 probe: give one a probe, in their order ${where}`],
  [
    'strings',
    64,
    `the store card gave attempts_1h as the string 7, but it is int: give it without loss ${where}`,
  ],
  ['no-store', 64, /no-store\.ts lacks ingest, settle: see/],
  [
    'no-factory',
    64,
    /no-factory\.ts has no default export that makes a store: export a class, or a function/,
  ],
  ['does-not-load', 64, /does-not-load\.ts does not load: no REDIS_URL is set/],
  [
    'wrong-capabilities',
    64,
    'capabilities.aggregates.1 must list kinds among count,',
    'capabilities.partitions must',
  ],
]

const answering = ['nothing', 'too-few', 'not-a-number']

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-stores-'))
  const stores = [...failing.map(([store]) => store), ...answering]
  const all = await plumblineEach(stores.map(verify), { cwd })
  for (const [i, store] of stores.entries()) ended.set(store, all[i] as Ended)
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

test.each(failing.map(([store, code, ...says]) => [store, code, says] as const))(
  'a store that fails: %s',
  (store, code, says) => {
    expectRefusal(ended.get(store), code, ...says)
  },
)

/** Stores that fail in a call, so that what went before it is kept. */
const kept = ['throws', 'hangs', 'too-many', 'strings']

test('a run that failed leaves what it had recorded, and not even a folder in the making', async () => {
  expect((await readdir(cwd)).sort()).toEqual([...answering, ...kept.map(store => `${store}-failed`)].sort())
})

test('a store that answers nothing is inconclusive, never pass', async () => {
  expect(ended.get('nothing')).toMatchObject({ code: 2, stdout: expect.stringMatching(/^INCONCLUSIVE {2}/) })
  const { verdict, sentences, cells } = await resultIn(join(cwd, 'nothing'))
  expect(verdict).toBe('inconclusive')
  expect(sentences[0]).toBe('no served value could be judged')
  expect(cells.error).toBe(cells.compared)
})

test('a store that leaves probes unanswered is inconclusive, and is said to', async () => {
  expect(ended.get('too-few')?.code).toBe(2)
  const { cells, sentences } = await resultIn(join(cwd, 'too-few'))
  expect(cells.error).toBeGreaterThan(0)
  expect(cells.equal).toBeGreaterThan(0)
  expect(cells.defect).toBe(0)
  expect(sentences[0]).toBe(`${cells.error} served values not answered (state error)`)
})

test('NaN equals nothing: where a sum is NaN it is a defect', async () => {
  expect(ended.get('not-a-number')?.code).toBe(1)
  const { features } = await resultIn(join(cwd, 'not-a-number'))
  const { cells } = features.spend_1h as { cells: { defect: number; compared: number } }
  expect(cells.defect).toBe(cells.compared)
  expect(features.attempts_1h?.cells.defect).toBe(0)
})
