import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, type Ended, expectRefusal, plumbline, plumblineEach } from './testing/plumbline.ts'

let cwd = ''
let ended: Ended[] = []

type Case = readonly [args: readonly string[], ...says: (string | RegExp)[]]

const features = checkout('ci', 'fixtures', 'user', 'features.ts')
const loose = ['audit', '--features', features, '--events', 'payments=log.csv', '--served', 'served.csv']

/** Each ends with exit code 64 and one sentence that says these things. */
const cases: readonly Case[] = [
  [['verfy'], 'there is no command verfy: did you mean verify?'],
  [['check'], 'there is no command check: commands are init, verify, audit, definitions'],
  [['verify', '--sceanrio', 'steady'], 'verify has no option --sceanrio: did you mean --scenario?'],
  [['verify', '--sed=3'], 'verify has no option --sed=3: did you mean --seed?'],
  [['verify', '--frobnicate'], 'verify has no option --frobnicate: see npm run verify -- --help'],
  [['verify', 'steady'], 'verify takes no argument, but was given steady: name a scenario with --scenario'],
  [['verify', '--seed'], '--seed needs a value, --seed <n>'],
  [['verify', '--seed', '-1'], '--seed cannot be "-1": write a whole number from 0 on'],
  [['verify', '--seed', '1e3'], '--seed cannot be "1e3"'],
  [['verify', '--runs', '0'], '--runs cannot be "0": write a whole number from 1 on'],
  [['verify', '--workers', 'all'], '--workers cannot be "all"'],
  [['verify', '--timeout', '5'], '--timeout cannot be "5": write a whole number and us, ms, s, m, h or d'],
  [['verify', '--freshness', 'soon'], '--freshness cannot be "soon"'],
  [['verify', '--late-budget', '120%'], '--late-budget cannot be "120%": write a share from 0% to 100%'],
  [['verify', '--scenario', 'late-event'], 'there is no scenario late-event: did you mean late-events?'],
  [['verify', '--scenario', 'rush-hour'], 'there is no scenario rush-hour: known are steady, late-events,'],
  [['verify', '--scenario', './nowhere.ts'], 'there is no scenario file ./nowhere.ts: check the path'],
  [['verify', '--scenario', features], /features\.ts exports no scenario: write export default scenario\(/],
  [['verify', '--scenario', './broken.ts'], /\.\/broken\.ts does not load: .*payment/],
  [['verify', '--scenario', 'steady', '--scenario', 'steady'], 'two scenarios are named steady'],
  [
    ['verify', '--scenario', 'flights', '--scenario', 'steady'],
    'flights replays real data and runs by itself',
  ],
  [['verify', '--scenario', 'flights', '--seed', '3'], '--seed means nothing to flights'],
  [['verify', '--store', './nowhere.ts'], 'there is no store at ./nowhere.ts: check the path'],
  [['verify', '--store', './s.ts', '--real'], '--real is the reference store, and --store names another'],
  [['verify', '--latency', '5s'], '--latency is of the latency stage, which only --real has: add --real'],
  [['verify', '--features', features], '--features is of the latency stage, which only --real has'],
  [['verify', '--real', '--set', 'fraud'], '--set needs --features, the file that holds it'],
  [['verify', '--real', '--latency', '2h'], '--latency may be at most 1h: shorten it'],
  [['verify', '--real', '--features', './nowhere.ts'], 'The features file ./nowhere.ts does not exist'],
  [['verify', '--store', '.'], '. is no file: give the module that makes the store'],
  [['verify', '--out', 'foreign'], /foreign exists and does not hold a run of plumbline: choose another/],
  [['verify', '--out', 'broken.ts'], /broken\.ts is a file: choose a folder/],
  [['audit'], 'audit needs the folder of a History, or loose files: --features is missing'],
  [['audit', '--features', features, '--served', 's.csv'], '--events is missing'],
  [['audit', 'a', 'b'], 'audit takes one argument, but was given a, b: audit one folder at a time'],
  [['audit', 'nowhere'], 'the folder nowhere does not exist: check the path'],
  [['audit', 'foreign'], 'foreign has no history.json: give the folder of a History, or loose files'],
  [['audit', 'foreign', '--cut', '2026-03-01T00:00:00Z'], '--cut is for loose files'],
  [[...loose, '--cut', '2026-03-01'], '--cut cannot be "2026-03-01": write an instant with its zone'],
  [[...loose, '--complete-from', 'payments'], '--complete-from cannot be "payments": write SOURCE=INSTANT'],
  [[...loose, '--complete-from', 'payment=2026-03-01T00:00:00Z'], 'did you mean payments?'],
  [[...loose, '--sample', '0'], '--sample cannot be "0": write a share above 0'],
  [[...loose, '--memory', 'lots'], '--memory cannot be "lots": write a size such as 500MB or 4GB'],
  [[...loose, '--training-reading', 'as-served'], 'write one of as-trained, as-known'],
  [loose, 'served.csv does not exist: check the path'],
  [
    [...loose, '--map', 'served.as_off=ts'],
    'served.as_off, which is none of our columns: did you mean as_of?',
  ],
  [[...loose, '--map', 'served.as_of=ts@min'], /unknown unit min/],
  [[...loose, '--map', 'mapping.json'], 'The mapping mapping.json cannot be read'],
  [
    ['drift', '--reference', 'a.csv', '--current', 'b.csv', '--memory', 'lots'],
    '--memory cannot be "lots": write',
  ],
  [['definitions'], 'definitions needs the argument <features>'],
  [['definitions', 'nowhere.ts'], 'The features file nowhere.ts does not exist: check the path'],
  [['definitions', 'cyclic.json'], 'features.a.onDemand reads itself, a → b → a: break the cycle'],
  [['definitions', 'future.json'], /plumbline\.definitions\/2/],
  [['definitions', 'broken.ts'], 'broken.ts cannot be loaded'],
]

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-bad-'))
  await mkdir(join(cwd, 'foreign'))
  await writeFile(join(cwd, 'foreign', 'thesis.txt'), 'dear to somebody')
  await writeFile(join(cwd, 'broken.ts'), 'export default payment.count()\n')
  const document = {
    schema: 'plumbline.definitions/1',
    name: 'd',
    version: 1,
    entity: { account: 'string' },
    sources: { log: { key: { account: 'payer' }, fields: { payer: 'string' } } },
    features: {
      a: { onDemand: { call: 'neg', args: [{ feature: 'b' }] } },
      b: { onDemand: { call: 'neg', args: [{ feature: 'a' }] } },
    },
  }
  await writeFile(join(cwd, 'cyclic.json'), JSON.stringify(document))
  await writeFile(
    join(cwd, 'future.json'),
    JSON.stringify({ ...document, schema: 'plumbline.definitions/2' }),
  )
  ended = await plumblineEach(
    cases.map(([args]) => args),
    { cwd },
  )
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

test.each(cases.map(([args, ...says], i) => [args.join(' '), i, says] as const))('%s', (_, i, says) => {
  expectRefusal(ended[i], 64, ...says)
})

test('nothing is written where a command is refused', async () => {
  const runs = join(cwd, '.plumbline', 'runs')
  expect(await readdir(runs)).toEqual([])
  expect((await readdir(cwd)).filter(name => !name.startsWith('.plumbline')).sort()).toEqual([
    'broken.ts',
    'cyclic.json',
    'foreign',
    'future.json',
  ])
  expect(await readdir(join(cwd, 'foreign'))).toEqual(['thesis.txt'])
})

test('without a verb the help is shown, on stderr, and it is no success', async () => {
  const { code, stdout, stderr } = await plumbline([], { cwd })
  expect([code, stdout]).toEqual([64, ''])
  expect(stderr).toMatch(/^Usage: plumbline/)
  expect(stderr).toMatch(/\nplumbline: name one of the commands above\n$/)
})

test('a refusal of the process itself has the exit code, and nothing but the sentence', async () => {
  expectRefusal(await plumbline(['verify', '--bogus'], { cwd }), 64, 'verify has no option --bogus')
})
