import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  checkout,
  type Ended,
  expectRefusal,
  plumbline,
  plumblineEach,
  resultIn,
} from './testing/plumbline.ts'

const scenario = checkout('ci', 'fixtures', 'user', 'scenario.ts')
const python = checkout('examples', 'python-store', 'store.py')
const bad = checkout('ci', 'fixtures', 'programs', 'bad_store.py')
const folder = 'late-payments-a-hot-account-1'

let cwd = ''
const ended = new Map<string, Ended>()

function verify(out: string, store: string, run = scenario): string[] {
  const runs = ['--runs', '1', '--timeout', '1s', '--shrink', '0s']
  return ['verify', '--scenario', run, '--store', store, ...runs, '--out', out]
}

/** How a program fails, the exit code, whether there was something to keep, and what is said of it. */
const failing: readonly (readonly [
  way: string,
  code: number,
  kept: boolean,
  ...says: (string | RegExp)[],
])[] = [
  [
    'hangs',
    70,
    true,
    /python-example failed in read of \d probes?: no answer within 1000 ms \(in late payments/,
  ],
  [
    'crashes',
    70,
    true,
    /failed in read of \d probes?: it ended with exit code 3, and said “Segmentation fault” \(in/,
  ],
  ['raises', 70, true, /failed in ingest of \d+ records?: RuntimeError: the disk is full \(in/],
  [
    'noise',
    64,
    true,
    /wrote "Loading model weights \.\.\." to stdout, which is for answers alone: print it to stderr/,
  ],
  [
    'bare-nan',
    64,
    true,
    /answered a NaN or an Infinity, for which JSON has no number: write \{ "float": "NaN" \} for/,
  ],
  ['strings', 64, true, /gave spend_1h as the string [\d.]+, but it is float: give it without loss/],
  [
    'other-order',
    64,
    true,
    /answered probe \d+ where \d+ was asked: give one answer a probe, in their order/,
  ],
  ['no-capability', 64, false, /has no capability as_of_read: did you mean as_of_reads\?/],
  [
    'ends',
    70,
    false,
    /did not answer hello, it ended with exit code 1, and said “ModuleNotFoundError: No module named/,
  ],
]

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-programs-'))
  const lines: (readonly [string, string[]])[] = [
    ...failing.map(([way]) => [way, verify(way, `exec:python3 ${bad} ${way}`)] as const),
    ['missing', verify('missing', `exec:python9 ${python}`)],
    ['unnamed', verify('unnamed', 'exec:')],
    ['right', verify('right', `exec:python3 ${python}`)],
    ['head', verify('head', `exec:python3 ${bad} head`, 'boundaries')],
    ['not-a-number', verify('not-a-number', `exec:python3 ${bad} not-a-number`)],
    ['check', ['adapter-check', `exec:python3 ${python}`]],
    ['check-head', ['adapter-check', `exec:python3 ${bad} head`]],
    ['check-raises', ['adapter-check', `exec:python3 ${bad} raises`]],
  ]
  const all = await plumblineEach(
    lines.map(([, line]) => line),
    { cwd },
  )
  for (const [i, [name]] of lines.entries()) ended.set(name, all[i] as Ended)
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

test.each(failing.map(([way, code, kept, ...says]) => [way, code, kept, says] as const))(
  'a program that fails: %s',
  async (way, code, kept, says) => {
    const one = ended.get(way) as Ended
    const stderr = one.stderr.replace(/^(late payments|loading the store)[^\n]*\n/gm, '')
    expectRefusal({ ...one, stderr }, code, ...says)
    const left = (await readdir(cwd)).filter(name => name.startsWith(way))
    expect(left).toEqual(kept ? [`${way}-failed`] : [])
    if (kept) expect(stderr).toContain(`; the History so far is in ${join(`${way}-failed`, folder)})`)
  },
)

test('what was recorded before a failure is a History that audit reads', async () => {
  const audited = await plumbline(['audit', join('crashes-failed', folder), '--out', 'audited'], { cwd })
  expect(audited.code).toBe(0)
  const { cells } = await resultIn(join(cwd, 'audited'))
  expect(cells.equal).toBeGreaterThan(0)
  expect(cells.defect).toBe(0)
})

test('a missing Python is a failure of the machine, and no program at all one of the command', () => {
  expectRefusal(ended.get('missing'), 70, 'python9 cannot be started, there is no such program: install it')
  expectRefusal(ended.get('unnamed'), 64, '--store exec: names no program: write exec:python3 store.py')
})

test('the example in Python passes', async () => {
  expect(ended.get('right')?.code).toBe(0)
  const { cells } = await resultIn(join(cwd, 'right'))
  expect(cells.defect + cells.error).toBe(0)
  expect(cells.equal).toBeGreaterThan(40)
})

test('a bug in a Python store is caught, and named', async () => {
  expect(ended.get('head')?.code).toBe(1)
  const { features } = await resultIn(join(cwd, 'head'))
  const causes = Object.values(features).flatMap(feature => feature.causes.map(({ cause }) => cause))
  expect(causes).toContain('as-of-boundary')
})

test('NaN is a value like any other, and a wrong one', () => {
  expectRefusal(ended.get('not-a-number'), 64, 'gave attempts_1h as the number NaN, but it is int')
})

test('adapter-check passes the example, and says what the suite leaves out', () => {
  const { code, stdout, stderr } = ended.get('check') as Ended
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^OK {5}python-example \(in memory\) keeps the contract: 14 checks\n/)
  expect(stdout).toContain('columns: the store has no stddev')
})

test('adapter-check names what a store breaks, and goes on after a failure', () => {
  const head = ended.get('check-head') as Ended
  expect(head.code).toBe(1)
  const raises = ended.get('check-raises') as Ended
  expect(raises.code).toBe(1)
  expect(raises.stdout).toMatch(/WRONG {4}takes events and answers questions\n.*the disk is full/)
  expect(raises.stdout).toMatch(/ok {7}is empty when it is opened anew/)
})
