import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paymentsDocument } from '../serving/testing/embedded-test-store.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = join(root, 'node_modules', '.bin', 'node')
const patient = 240_000

let folder = ''
let third = ''
let fourth = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-store-test-'))
  third = join(folder, 'third.json')
  fourth = join(folder, 'fourth.json')
  await writeFile(third, JSON.stringify(paymentsDocument(3)))
  await writeFile(fourth, JSON.stringify(paymentsDocument(4)))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** `npm run store`, as a user starts it. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(node, [join(root, 'reference-store/cli/store.ts'), ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (said += String(data)))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, ended, said: () => said }
}

/** The address that it says it listens on. */
async function listening({
  child,
  said,
}: {
  child: ChildProcessWithoutNullStreams
  said: () => string
}): Promise<string> {
  for (;;) {
    const found = /listening on (http:\/\/\S+),/.exec(said())?.[1]
    if (found !== undefined) return found
    if (child.exitCode !== null) throw new Error(`it ended: ${said()}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function post(url: string, body: object, token?: string) {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as Record<string, unknown>
}

const records = [
  { id: 'e1', eventTime: '5', fields: { payer: 'ann', amount: 2.5 } },
  { id: 'e2', eventTime: '6', fields: { payer: 'ann', amount: 1 } },
  { id: 'e1', eventTime: '5', fields: { payer: 'ann', amount: 2.5 } },
]
const question = { entities: [{ key: { account: 'ann' } }] }
const answer = { stale: false, answers: [{ values: { payments: '2', spend: 3.5 } }] }

/** Asks until what was appended is visible. */
async function untilVisible(url: string, version: number, token: string): Promise<unknown> {
  for (let tries = 0; ; tries++) {
    const body = await post(`${url}/v1/features/fraud`, { ...question, version }, token)
    const [first] = (body.answers ?? []) as { values: { payments: string } }[]
    if (first?.values.payments === '2' || tries === 500) return body
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Workers tell the server now and then what became of their batches. */
async function untilMetric(url: string, metric: string, token: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    if ((await response.text()).includes(metric)) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const tokens = { PLUMBLINE_READ_TOKEN: 'planted-read-7d1', PLUMBLINE_ADMIN_TOKEN: 'planted-admin-3fa' }

test.each([
  ['in memory', ['--embedded', '--stale-after', '10m']],
  ['on Kafka and Redis', ['--workers', '1', '--partitions', '2', '--stale-after', '10m']],
])(
  'the store runs by itself %s: takes records in, serves two versions, and stops at SIGTERM',
  async (_where, args) => {
    const store = start(['--features', third, '--features', fourth, '--port', '0', ...args], tokens)
    const url = await listening(store)
    const [read, admin] = [tokens.PLUMBLINE_READ_TOKEN, tokens.PLUMBLINE_ADMIN_TOKEN]
    const taken = await post(`${url}/v1/events/payments`, { records }, admin)
    expect(taken.placements).toHaveLength(3)
    for (const version of [3, 4])
      expect(await untilVisible(url, version, read)).toMatchObject({ ...answer, version })
    expect(await post(`${url}/v1/features/fraud`, question)).toMatchObject({ error: { code: 'no-token' } })
    if (!args.includes('--embedded'))
      await untilMetric(url, 'plumbline_freshness_seconds_count{stage="visible"} ', read)
    store.child.kill('SIGTERM')
    expect(await store.ended).toBe(0)
    expect(store.said()).toMatch(/stopping \(SIGTERM\)\nstore: stopped\n$/)
    expect(store.said()).not.toMatch(/planted/)
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  },
  patient,
)

test(
  'what was kept in a namespace is there the next time, and an id still belongs to its first key',
  async () => {
    const namespace = `kept-${process.pid}`
    const services = await import('../services/find-services.ts')
    const found = await services.findServices({ env: process.env, tell: () => {} })
    const env = { ...tokens, KAFKA_BROKERS: found.kafka.address, REDIS_URL: found.redis.address }
    const args = [
      '--features',
      third,
      '--port',
      '0',
      '--workers',
      '1',
      '--partitions',
      '2',
      '--stale-after',
      '10m',
      '--namespace',
      namespace,
    ]
    const admin = tokens.PLUMBLINE_ADMIN_TOKEN
    try {
      const first = start(args, env)
      const firstUrl = await listening(first)
      await post(`${firstUrl}/v1/events/payments`, { records }, admin)
      await untilVisible(firstUrl, 3, tokens.PLUMBLINE_READ_TOKEN)
      first.child.kill('SIGTERM')
      expect(await first.ended).toBe(0)
      const second = start(args, env)
      const url = await listening(second)
      expect(await untilVisible(url, 3, tokens.PLUMBLINE_READ_TOKEN)).toMatchObject(answer)
      const moved = [{ id: 'e1', revision: 1, eventTime: '5', fields: { payer: 'bob', amount: 2.5 } }]
      expect((await post(`${url}/v1/events/payments`, { records: moved }, admin)).placements).toEqual([null])
      second.child.kill('SIGTERM')
      expect(await second.ended).toBe(0)
    } finally {
      await found.close()
    }
  },
  patient,
)

test('a mistake ends with one sentence and code 64', async () => {
  const cases: readonly [args: readonly string[], env: Record<string, string>, says: RegExp][] = [
    [[], {}, /required option '--features <file>'/],
    [['--features', 'nowhere.ts'], {}, /the features file nowhere\.ts does not exist: check the path/],
    [['--features', third, '--port', '99999'], {}, /Write a whole number from 0 to 65535/],
    [['--features', third, '--features', third, '--embedded'], {}, /fraud@3 is given twice/],
    [['--features', third, '--embedded', '--namespace', 'x'], {}, /--namespace means nothing to --embedded/],
    [
      ['--features', third, '--embedded'],
      { PLUMBLINE_READ_TOKEN: 'planted secret' },
      /PLUMBLINE_READ_TOKEN is no token/,
    ],
  ]
  for (const [args, env, says] of cases) {
    const { ended, said } = start(args, env)
    expect(await ended, said()).toBe(64)
    expect(said()).toMatch(says)
    expect(said().trim().split('\n')).toHaveLength(1)
    expect(said()).not.toMatch(/planted/)
  }
})

test(
  'services that cannot be entered are named without what was to let us in',
  async () => {
    const env = {
      KAFKA_BROKERS: '127.0.0.1:1',
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'someone',
      KAFKA_SASL_PASSWORD: 'planted-kafka-secret',
      REDIS_URL: 'redis://default:planted-redis-secret@127.0.0.1:1/0',
    }
    const { ended, said } = start(['--features', third, '--port', '0'], env)
    expect(await ended).toBe(70)
    expect(said()).toMatch(/127\.0\.0\.1:1/)
    expect(said()).not.toMatch(/planted/)
  },
  patient,
)

test(
  'verify --real says what it cannot get, and fails as the machine’s fault',
  async () => {
    const child = spawn(
      node,
      [join(root, 'harness/cli/main.ts'), 'verify', '--real', '--scenario', 'steady'],
      {
        cwd: folder,
        env: {
          ...process.env,
          KAFKA_BROKERS: '127.0.0.1:1',
          REDIS_URL: 'redis://:planted-redis-secret@127.0.0.1:1',
        },
      },
    )
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (said += String(data)))
    const [code] = await once(child, 'close')
    expect(code, said).toBe(70)
    expect(said).toMatch(/Kafka at 127\.0\.0\.1:1 does not answer .*: start it, or unset KAFKA_BROKERS/)
    expect(said).not.toMatch(/planted/)
  },
  patient,
)

test(
  'the store runs in two regions, answers from the one that is asked, fails over, and compares their state',
  async () => {
    const { startRedis } = await import('../online/testing/start-redis.ts')
    const [east, west] = [await startRedis(), await startRedis()]
    const env = { ...tokens, REDIS_URL: '', REDIS_URL_EAST: east.address, REDIS_URL_WEST: west.address }
    const args = [
      '--workers',
      '1',
      '--partitions',
      '2',
      '--stale-after',
      '10m',
      '--region',
      'east',
      '--region',
      'west',
    ]
    const store = start(['--features', third, '--port', '0', ...args], env)
    try {
      const url = await listening(store)
      const [read, admin] = [tokens.PLUMBLINE_READ_TOKEN, tokens.PLUMBLINE_ADMIN_TOKEN]
      await post(`${url}/v1/events/payments`, { records }, admin)
      const ask = (region?: string) => post(`${url}/v1/features/fraud`, { ...question, region }, read)
      const until = async (region: string | undefined, by: string) => {
        for (let tries = 0; ; tries++) {
          const body = await ask(region)
          const [first] = (body.answers ?? []) as { values: { payments: string } }[]
          if ((first?.values.payments === '2' && body.region === by) || tries === 500) return body
          await new Promise(resolve => setTimeout(resolve, 20))
        }
      }
      expect(await until(undefined, 'east')).toMatchObject({ ...answer, region: 'east' })
      expect(await until('west', 'west')).toMatchObject({ ...answer, region: 'west' })
      const compared = await post(`${url}/v1/admin/compare-regions/fraud`, question, admin)
      expect(compared).toMatchObject({ regions: ['east', 'west'], lags: 0, divergences: 0 })
      expect(await ask('north')).toMatchObject({ error: { code: 'unknown-region' } })
      await east.control!.kill()
      expect(await until(undefined, 'west')).toMatchObject({ ...answer, region: 'west' })
      store.child.kill('SIGTERM')
      await store.ended
      expect(store.said()).toMatch(
        /removed at the end, from services of your own too: keep them with --namespace/,
      )
    } finally {
      store.child.kill('SIGKILL')
      await east.close()
      await west.close()
    }
  },
  patient,
)

test('regions that cannot be are refused in one sentence', async () => {
  const refused = async (args: readonly string[], env: Record<string, string> = {}) => {
    const store = start(['--features', third, '--port', '0', ...args], env)
    return [await store.ended, store.said()] as const
  }
  expect(await refused(['--embedded', '--region', 'east'])).toEqual([
    64,
    expect.stringMatching(/--region means nothing to --embedded/),
  ])
  expect(await refused(['--region', 'East/1'])).toEqual([64, expect.stringMatching(/lower-case letter/)])
  expect(await refused(['--region', 'east', '--region', 'east'])).toEqual([
    64,
    expect.stringMatching(/each region once/),
  ])
  const one = { REDIS_URL: 'redis://:planted-secret@127.0.0.1:1' }
  const [code, said] = await refused(['--region', 'east', '--region', 'west'], one)
  expect([code, said]).toEqual([
    64,
    expect.stringMatching(
      /REDIS_URL names one Redis for a store with regions: set REDIS_URL_EAST and REDIS_URL_WEST instead/,
    ),
  ])
  expect(said).not.toMatch(/planted/)
})
