import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LatencyResult } from '../../reports/latency-result.ts'
import type { ServerKind } from '../latency/testing/known-server.ts'
import { startKnownServer } from '../latency/testing/start-known-server.ts'
import { plumbline, plumblineEach, published } from './testing/plumbline.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-latency-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function latency(kind: ServerKind, ...args: readonly string[]) {
  const server = await startKnownServer(kind)
  try {
    const out = join(dir, kind)
    const given = [
      'latency',
      '--url',
      `${server.origin}/x`,
      '--rate',
      '100',
      '--duration',
      '3s',
      '--out',
      out,
    ]
    const ran = await plumbline([...given, ...args], { cwd: dir })
    const text = await readFile(join(out, 'result.json'), 'utf8').catch(() => null)
    return { ...ran, result: text === null ? null : (published(text) as LatencyResult) }
  } finally {
    server.stop()
  }
}

// Budgets of errors alone: how long anything takes on the machine of a test says nothing.

test('a server that answers rightly keeps its budget; its answers were looked at', async () => {
  const { code, stdout, result } = await latency('constant', '--slo', 'errors=5%')
  expect([code, result?.verdict]).toEqual([0, 'pass'])
  expect(stdout).toMatch(/^PASS {3}0 % of the requests failed/)
  expect(result!.targets[0]!.checked.answers).toBeGreaterThan(20)
  expect(result!.targets[0]!.blocks).toHaveLength(20)
})

test('dropped connections are failures by name', async () => {
  const { code, result } = await latency('drops', '--slo', 'errors=0%')
  expect([code, result?.verdict]).toEqual([1, 'fail'])
  const failures = Object.entries(result!.targets[0]!.failures)
  expect(failures.map(([why]) => why)).toEqual([expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/)])
  expect(failures[0]![1]).toBeGreaterThan(0)
})

test('a wrong answer is no success, however fast', async () => {
  const expected = join(dir, 'expected.jsonl')
  const bodies = join(dir, 'bodies.jsonl')
  await writeFile(expected, '{"value":1}\n')
  await writeFile(bodies, '{"key":1}\n')
  const { code, result } = await latency(
    'wrong',
    '--body',
    bodies,
    '--expect',
    expected,
    '--slo',
    'errors=0%',
  )
  expect([code, result?.verdict]).toEqual([1, 'fail'])
  expect(result!.targets[0]!.checked.wrong).toBeGreaterThan(0)
  expect(result!.targets[0]!.failures['wrong answer']).toBe(result!.targets[0]!.checked.wrong)
})

test('too few requests for a p99 are inconclusive and say how many are missing', async () => {
  const { code, stdout } = await latency('constant', '--slo', 'p99=4s', '--duration', '1s')
  expect(code).toBe(2)
  expect(stdout).toMatch(/^INCONCLUSIVE {3}p99 is [^;]*; \d+\s+more requests would\s+tell/)
})

test.each([
  ['broken', 'answers the first request with status 503: see the server’s log'],
  ['text', 'answers with something that is not JSON ("<html>")'],
] as const)('a server that is %s is not put under load', async (kind, sentence) => {
  const { code, stderr, result } = await latency(kind)
  expect([code, result]).toEqual([70, null])
  expect(stderr).toContain(sentence)
})

test('a run is told beside a stored one, which gates nothing', async () => {
  const first = await latency('constant', '--slo', 'errors=5%')
  expect(first.code).toBe(0)
  const { code, stdout, result } = await latency(
    'bimodal',
    '--slo',
    'errors=5%',
    '--baseline',
    join(dir, 'constant'),
  )
  expect(code).toBe(0)
  expect(result!.baseline!.changes.map(({ percentile }) => percentile)).toEqual([50, 90, 95, 99, 99.9])
  expect(result!.baseline!.changes.find(({ percentile }) => percentile === 50)!.before).toEqual(
    first.result!.targets[0]!.percentiles[0],
  )
  expect(stdout).toMatch(/gates\s+nothing/)
})

test('two servers are measured in turn: which runs stand side by side, and the ratio of their percentiles', async () => {
  const other = await startKnownServer('bimodal')
  try {
    const { code, stdout, result } = await latency(
      'constant',
      '--slo',
      'errors=5%',
      '--against',
      `${other.origin}/x`,
    )
    expect(code).toBe(0)
    expect(result!.targets.map(({ name }) => name)).toEqual(['url', 'against'])
    expect(result!.ratios.map(({ percentile, pairs }) => [percentile, pairs])).toEqual([
      [50, 6],
      [99, 6],
    ])
    expect(stdout).toContain('pairs side by side')
  } finally {
    other.stop()
  }
})

test('budgets come from slo.json beside the features file, and --slo outranks them', async () => {
  await writeFile(join(dir, 'features.json'), JSON.stringify(oneSet))
  await writeFile(join(dir, 'slo.json'), JSON.stringify({ sets: { fraud: { errors: '3%' } } }))
  const declared = await latency('constant', '--features', 'features.json')
  expect(declared.result!.slo).toBe('slo.json')
  expect(declared.result!.targets[0]!.budgets.map(({ budget }) => budget)).toEqual(['errors=3%', 'p99=50ms'])
  const said = await latency('constant', '--features', 'features.json', '--slo', 'errors=5%')
  expect(said.result!.slo).toBe(undefined)
  expect(said.result!.targets[0]!.budgets.map(({ budget }) => budget)).toEqual(['errors=5%'])
})

const oneSet = {
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 1,
  entity: { account: 'string', desk: 'int' },
  sources: {
    payments: {
      key: { account: 'payer', desk: 'desk' },
      fields: { payer: 'string', desk: 'int', amount: 'float' },
    },
  },
  features: {
    payments: { source: 'payments', aggregate: { kind: 'count' } },
    spend: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '1h' },
    },
    doubled: {
      request: { by: 'float' },
      onDemand: { call: 'mul', args: [{ request: 'by' }, { feature: 'spend' }] },
    },
  },
}

// Budgets of errors alone here too: how fresh a store is on the machine of a test says nothing of the store.
test('a features file of one’s own: every answer is right, and each event keeps the instants of its stages', async () => {
  await mkdir(join(dir, 'own'), { recursive: true })
  await writeFile(join(dir, 'own', 'features.json'), JSON.stringify(oneSet))
  const out = join(dir, 'embedded')
  const given = [
    'latency',
    '--features',
    'own/features.json',
    '--embedded',
    '--rate',
    '50',
    '--duration',
    '2s',
  ]
  const under = [
    '--under',
    'steady',
    'worker-killed',
    '--under-for',
    '2s',
    '--slo',
    'errors=20%',
    '--out',
    out,
  ]
  const { stdout } = await plumbline([...given, '--events', '400', '--accounts', '40', ...under], {
    cwd: dir,
  })
  const result = published(await readFile(join(out, 'result.json'), 'utf8')) as LatencyResult
  expect(result.targets[0]!.checked.answers).toBeGreaterThan(5)
  expect(result.targets[0]!.checked.wrong).toBe(0)
  expect(result.targets[0]!.groups!.map(({ name }) => name)).toEqual([
    'cold keys',
    'hot keys',
    'unknown keys',
  ])
  expect(result.ingestCapacity).toBeGreaterThan(0)
  const [steady, ...others] = result.freshness
  expect(others).toEqual([])
  const events = new Set(steady!.stages.slice(0, 5).map(each => each.events))
  expect([...events]).toEqual([100])
  expect(steady!.timeouts).toBe(0)
  expect(steady!.run!.staleness).toMatchObject({ undeclared: 0, contradicted: 0 })
  expect(steady!.run!.staleness.answers).toBeGreaterThan(50)
  expect(steady!.run!.reads.checked).toMatchObject({ wrong: 0 })
  expect(result.notes.join()).toContain('not measured: worker killed')
  expect(stdout).toMatch(/freshness, steady +events +p50 +p99/)
})

const refusals = [
  [['--url', 'http://127.0.0.1:9/x'], 70, 'http://127.0.0.1:9/x does not answer (ECONNREFUSED)'],
  [
    ['--url', 'http://plumbline.example/x'],
    64,
    'plumbline.example is another machine: add --yes-load-this-host',
  ],
  [['--url', 'ftp://127.0.0.1/x'], 64, 'ftp://127.0.0.1/x is no URL of an HTTP server'],
  [['--url', 'https://127.0.0.1:PLAIN/x'], 70, /does not answer \(\w+\): it may speak no TLS, so write http/],
  [['--features', 'no-features.ts'], 64, 'The features file no-features.ts does not exist'],
  [['--set', 'fraud'], 64, '--set needs --features'],
  [['--features', 'two.json'], 64, 'two.json holds the sets a, b: say with --set which is measured'],
  [['--features', 'two.json', '--set', 'fraud'], 64, 'two.json has no set fraud: known are a, b'],
  [['--features', 'bad/two.json', '--set', 'a'], 64, 'slo.json, set a: the SLO budget p99=5 cannot be read'],
  [['--under', 'rain'], 64, '--under cannot be "rain": write one of steady, burst, hot-key'],
  [['--url', 'http://127.0.0.1:9/x', '--baseline', '.'], 64, 'the file result.json cannot be read'],
  [['--url', 'http://me:secret@127.0.0.1/x'], 64, 'the URL holds credentials'],
  [['--body', 'x.jsonl'], 64, '--body needs --url, the server to ask'],
  [['--url', 'http://127.0.0.1:9/x', '--rate', '0'], 64, '--rate cannot be "0"'],
  [['--url', 'http://127.0.0.1:9/x', '--duration', '2h'], 64, '--duration has to be above 0 and at most 1h'],
  [['--url', 'http://127.0.0.1:9/x', '--slo', 'p99'], 64, 'the SLO budget p99 cannot be read'],
  [['--url', 'http://127.0.0.1:9/x', '--body', 'no-such.jsonl'], 64, 'the file no-such.jsonl cannot be read'],
  [['--url', 'http://127.0.0.1:9/x', '--header', 'x'], 64, 'the header x cannot be read'],
] as const

test('bad input ends in one sentence and its exit code', async () => {
  const plain = await startKnownServer('trivial')
  const two = JSON.stringify([
    { ...oneSet, name: 'a' },
    { ...oneSet, name: 'b' },
  ])
  await mkdir(join(dir, 'bad'), { recursive: true })
  for (const path of ['two.json', 'bad/two.json']) await writeFile(join(dir, path), two)
  await writeFile(join(dir, 'bad', 'slo.json'), JSON.stringify({ sets: { a: { p99: '5' } } }))
  await rm(join(dir, 'slo.json'), { force: true })
  const ended = await plumblineEach(
    refusals.map(([args]) => [
      'latency',
      ...args.map(arg => arg.replace('PLAIN', new URL(plain.origin).port)),
    ]),
    { cwd: dir },
  ).finally(() => plain.stop())
  for (const [i, [args, code, sentence]] of refusals.entries()) {
    const { code: found, stderr } = ended[i]!
    if (typeof sentence === 'string') expect(stderr, args.join(' ')).toContain(sentence)
    else expect(stderr, args.join(' ')).toMatch(sentence)
    expect(stderr.trim().split('\n'), args.join(' ')).toHaveLength(1)
    expect(stderr).not.toContain('secret')
    expect(found, args.join(' ')).toBe(code)
  }
})
