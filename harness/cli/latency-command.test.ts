import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
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

const refusals = [
  [['--url', 'http://127.0.0.1:9/x'], 70, 'http://127.0.0.1:9/x does not answer (ECONNREFUSED)'],
  [
    ['--url', 'http://plumbline.example/x'],
    64,
    'plumbline.example is another machine: add --yes-load-this-host',
  ],
  [['--url', 'ftp://127.0.0.1/x'], 64, 'ftp://127.0.0.1/x is no URL of an HTTP server'],
  [['--url', 'http://me:secret@127.0.0.1/x'], 64, 'the URL holds credentials'],
  [['--body', 'x.jsonl'], 64, '--body needs --url, the server to ask'],
  [['--url', 'http://127.0.0.1:9/x', '--rate', '0'], 64, '--rate cannot be "0"'],
  [['--url', 'http://127.0.0.1:9/x', '--duration', '2h'], 64, '--duration has to be above 0 and at most 1h'],
  [['--url', 'http://127.0.0.1:9/x', '--slo', 'p99'], 64, 'the SLO budget p99 cannot be read'],
  [['--url', 'http://127.0.0.1:9/x', '--body', 'no-such.jsonl'], 64, 'the file no-such.jsonl cannot be read'],
  [['--url', 'http://127.0.0.1:9/x', '--header', 'x'], 64, 'the header x cannot be read'],
] as const

test('bad input ends in one sentence and its exit code', async () => {
  const ended = await plumblineEach(
    refusals.map(([args]) => ['latency', ...args]),
    { cwd: dir },
  )
  for (const [i, [args, code, sentence]] of refusals.entries()) {
    const { code: found, stderr } = ended[i]!
    expect(stderr, args.join(' ')).toContain(sentence)
    expect(stderr.trim().split('\n'), args.join(' ')).toHaveLength(1)
    expect(stderr).not.toContain('secret')
    expect(found, args.join(' ')).toBe(code)
  }
})
