import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Profile, parseProfile } from '../profile/profile.ts'
import { checkout, type Ended, expectRefusal, plumbline, plumblineEach } from './testing/plumbline.ts'

/** Stores that are the example but for what is said here. */
const stores: Readonly<Record<string, string>> = {
  right: '',
  hangs:
    "read(probes) { return probes[0].target === 'profile_window_tail' ? new Promise(() => undefined) : super.read(probes) }",
  'throws-once':
    "read(probes) { if (probes[0].target === 'profile_window_tail') throw new Error('no window\\nhere'); return super.read(probes) }",
  throws: "read() { throw new Error('connection refused\\nat a second line') }",
  'does-not-open': "open() { throw new Error('no schema') }",
  strings: "read(probes) { return probes.map(() => ({ values: { v: '7' } })) }",
  'too-many': 'read(probes) { return [...super.read(probes), ...super.read(probes)] }',
  nothing: 'read() { return [] }',
  'not-a-number': 'read(probes) { return probes.map(() => ({ values: { v: NaN } })) }',
  'tail-open': `read(probes) {
    const facts = super.read(probes)
    return probes[0].target === 'profile_window_tail' ? facts.map(() => ({ values: { v: 1n } })) : facts
  }`,
}

/** Three lines are asked: that takes less time than all of them. */
const some = ['--line', 'as-of-bound', '--line', 'window-tail', '--line', 'float-width']

let cwd = ''
const ended = new Map<string, Ended>()
const of = (name: string) => ended.get(name) as Ended

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-profile-'))
  await mkdir(join(cwd, 'node_modules'))
  const example = JSON.stringify(checkout('examples', 'my-store.ts'))
  for (const [name, body] of Object.entries(stores)) {
    await writeFile(
      join(cwd, `${name}.mjs`),
      `import Right from ${example}\nexport default class extends Right {\n${body}\n}\n`,
    )
  }
  await writeFile(join(cwd, 'no.json'), '{"schema": ')
  await writeFile(join(cwd, 'other.json'), '{"schema": "plumbline.result/1"}')
  await writeFile(join(cwd, 'empty.json'), '{"schema": "plumbline.profile/1", "store": {}, "lines": []}')
  const run = (name: string, ...args: string[]): [string, string[]] => [
    name,
    ['profile', '--store', `./${name}.mjs`, '--timeout', '300ms', ...some, ...args],
  ]
  const lines = [
    run('right', '--out', 'right.json', '--out', 'pages/right.md'),
    ...Object.keys(stores).flatMap(name => (name === 'right' ? [] : [run(name, '--out', `${name}.json`)])),
    ['missing', ['profile', '--expect', 'none.json']],
    ['no-json', ['profile', '--expect', 'no.json']],
    ['other-schema', ['profile', '--expect', 'other.json']],
    ['no-lines', ['profile', '--expect', 'empty.json']],
    ['no-line', ['profile', '--line', 'window-tial']],
    ['audited-by-none', ['audit', '.', '--profile', 'none.json']],
    ['no-store', ['profile', '--store', './none.ts']],
    ['as-expected', run('right', '--expect', 'right.json')[1]],
    ['changed', run('tail-open', '--expect', 'right.json')[1]],
    ['changed-json', [...run('tail-open', '--expect', 'right.json')[1], '--json']],
  ] as const
  const all = await plumblineEach(
    lines.map(([, args]) => args),
    { cwd },
  )
  for (const [i, [name]] of lines.entries()) ended.set(name, all[i] as Ended)
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

async function profileIn(file: string): Promise<Profile> {
  const read = parseProfile(JSON.parse(await readFile(join(cwd, file), 'utf8')))
  if (!read.ok) throw new Error(read.problem)
  return read.profile
}

test('a store of one’s own: a table, a file that is read back, a page, and what cannot be asked with the reason', async () => {
  const { code, stdout, stderr } = of('right')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^PROFILE {2}my-store \(in memory\): 2 of 3 lines asked; all as the definitions say;/,
  )
  expect(stdout).toMatch(/^ {2}as-of-bound {2}excluded {2}–$/m)
  expect(stdout).toContain('float-width: the store has no latest, last, max')
  const { lines } = await profileIn('right.json')
  expect(lines.map(({ online }) => online.finding)).toEqual(['excluded', 'included', 'not-asked'])
  const page = await readFile(join(cwd, 'pages', 'right.md'), 'utf8')
  expect(page).toContain('| [window-tail](#window-tail) | included | not asked |  |')
})

test('--expect passes what is as it was, and fails where a rule changed, naming it', () => {
  expect(of('as-expected').code).toBe(0)
  expect(of('as-expected').stdout).toContain('OK       every line of right.json is as expected')
  const { code, stdout } = of('changed')
  expect(code).toBe(1)
  expect(stdout).toContain('CHANGED  one rule is not as right.json expects')
  expect(stdout).toContain('window-tail, online: expected included, found excluded')
})

test('--json prints one document, also with --expect', () => {
  const { code, stdout, stderr } = of('changed-json')
  expect(parseProfile(JSON.parse(stdout)).ok).toBe(true)
  expect(stderr).toContain('window-tail, online: expected included')
  expect(code).toBe(1)
})

test.each([
  ['missing', 64, 'there is no profile at none.json: check the path'],
  ['audited-by-none', 64, 'there is no profile at none.json: check the path'],
  ['no-json', 64, 'no.json is no JSON: write it anew with --out'],
  [
    'other-schema',
    64,
    'other.json has the schema "plumbline.result/1": give a file that npm run profile wrote',
  ],
  ['no-lines', 64, /empty\.json is no profile, store\.name: .*: write it anew/],
  ['no-line', 64, '--line window-tial is no line of a profile: did you mean window-tail?'],
  ['no-store', 64, 'there is no store at ./none.ts: check the path'],
] as const)('a command that is wrong: %s', (name, code, says) => {
  expectRefusal(of(name), code, says)
})

test.each([
  ['hangs', 70, 'no answer within 300 ms (the profile so far is in .plumbline/failed/profile.json)'],
  ['throws', 70, 'the store my-store failed in read of 1 probe: connection refused\n'],
  ['does-not-open', 70, 'the store my-store failed in open: no schema\n'],
  ['strings', 64, 'the store my-store gave v as the string 7, but it is int: give it without loss'],
  ['too-many', 64, 'the store my-store gave 2 answers to 1 probe: give one a probe, in their order'],
] as const)('a store that fails: %s', (name, code, says) => {
  expectRefusal(of(name), code, says)
})

test('what was found before a store hung is kept', async () => {
  const { lines } = await profileIn('.plumbline/failed/profile.json')
  expect(lines.map(({ name, online }) => [name, online.finding])).toEqual([['as-of-bound', 'excluded']])
})

test('a store that fails in one line says so in that line, and goes on', async () => {
  expect(of('throws-once').code).toBe(0)
  expect(of('throws-once').stdout).toContain('the store failed in 1')
  const { lines } = await profileIn('throws-once.json')
  expect(lines.map(({ online }) => [online.finding, online.says]).slice(0, 2)).toEqual([
    ['excluded', 'a fact at T itself does not count: … T)'],
    ['failed', 'the store my-store failed in read of 1 probe: no window'],
  ])
})

test('an answer that is none is told as such, and is no finding to expect by chance', async () => {
  expect(of('nothing').code).toBe(2)
  expect((await profileIn('nothing.json')).lines[0]?.online.finding).toBe('not-answered')
})

test('NaN for a whole number is refused', () => {
  expectRefusal(of('not-a-number'), 64, 'gave v as the number NaN, but it is int')
})

test('a store that throws outside of any call, or ends the process, is said in one sentence', async () => {
  const right = JSON.stringify(checkout('examples', 'my-store.ts'))
  const bodies = {
    exits: 'settle() { process.exit(0) }',
    crashes:
      "async settle() { setTimeout(() => { throw new Error('the socket closed') }); await new Promise(done => setTimeout(done, 50)) }",
  }
  const all: Ended[] = []
  for (const [name, body] of Object.entries(bodies)) {
    const path = join(cwd, `${name}.mjs`)
    await writeFile(path, `import Right from ${right}\nexport default class extends Right { ${body} }\n`)
    all.push(await plumbline(['profile', '--store', path, ...some], { cwd }))
  }
  expectRefusal(all[0], 70, 'the store ended its process with exit code 0: let it return or throw, not exit')
  expectRefusal(all[1], 70, 'the store threw outside of any call, the socket closed: catch the errors')
})
