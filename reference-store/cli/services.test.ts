import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { cacheFolder } from '../services/cache-folder.ts'
import { kafkaVersion } from '../services/kafka-jars.ts'
import { redisAnswers } from '../services/redis-answers.ts'

const run = promisify(execFile)
const services = fileURLToPath(new URL('./services.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'plumbline-services-test-'))

// A state file of its own, and the jars that this machine may already have.
const jars = `kafka-${kafkaVersion}`
mkdirSync(join(folder, 'plumbline'))
const cached = join(cacheFolder(process.env), jars)
if (existsSync(cached)) symlinkSync(cached, join(folder, 'plumbline', jars))

const env = {
  ...process.env,
  XDG_CACHE_HOME: folder,
  KAFKA_BROKERS: '',
  REDIS_URL: '',
  PLUMBLINE_SERVICES: 'local',
  NO_COLOR: '1',
}

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function call(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  try {
    const ran = await run(process.execPath, [services, ...args], { env: { ...env, ...more } })
    return { code: 0, ...ran }
  } catch (error) {
    return error as Ran
  }
}

afterAll(async () => {
  await call(['down'])
  rmSync(folder, { recursive: true, force: true })
})

test('what is up stays up, is found by the next process, and is gone after down', async () => {
  const up = await call(['up'])
  expect(up.stderr).toMatch(/Kafka runs on this machine/)
  const lines = up.stdout.trim().split('\n')
  expect(lines).toEqual([
    expect.stringMatching(/^KAFKA_BROKERS=127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^REDIS_URL=redis:\/\/127\.0\.0\.1:\d+$/),
  ])
  expect((await call(['up'])).stdout).toBe(up.stdout)
  expect(await call(['status'])).toMatchObject({ code: 0, stdout: up.stdout })
  const port = Number(/:(\d+)$/.exec(lines[1]!)![1])
  expect(await redisAnswers('127.0.0.1', port)).toBe(true)
  expect(await call(['down'])).toMatchObject({ code: 0 })
  expect(await redisAnswers('127.0.0.1', port)).toBe(false)
  expect(readdirSync(join(folder, 'plumbline'))).not.toContain('services.json')
  expect(readdirSync(join(folder, 'plumbline', 'services'))).toEqual([])
  const status = await call(['status'])
  expect([status.code, status.stderr]).toEqual([
    70,
    expect.stringMatching(/Kafka is not up, Redis is not up: npm run services -- up/),
  ])
}, 180_000)

test.each<[string, readonly string[], NodeJS.ProcessEnv, number, RegExp]>([
  ['an unknown verb', ['upp'], {}, 64, /^services: unknown command 'upp' \(Did you mean up\?\)/],
  [
    'another way of starting',
    ['up'],
    { PLUMBLINE_SERVICES: 'magic' },
    64,
    /PLUMBLINE_SERVICES cannot be "magic": set it to/,
  ],
  [
    'no Java',
    ['up'],
    { PATH: '/nowhere', JAVA_HOME: '' },
    70,
    /there is no Kafka: a local Kafka needs Java 17/,
  ],
  ['no home of Kafka', ['up'], { KAFKA_HOME: '/nowhere' }, 70, /KAFKA_HOME has no folder libs/],
  [
    'no engine where one is asked for',
    ['up'],
    { PLUMBLINE_SERVICES: 'containers', DOCKER_HOST: 'unix:///nowhere' },
    70,
    /no container engine answers/,
  ],
  [
    'a Kafka that is not there',
    ['up'],
    { PLUMBLINE_SERVICES: '', KAFKA_BROKERS: '127.0.0.1:9' },
    70,
    /Kafka at 127\.0\.0\.1:9 does not answer/,
  ],
  [
    'a broker with a secret in its place',
    ['up'],
    { PLUMBLINE_SERVICES: '', KAFKA_BROKERS: 'user:hunter2@host:1' },
    64,
    /KAFKA_BROKERS holds something other than host:port/,
  ],
])('%s is one sentence and the right exit code', async (_, args, more, code, sentence) => {
  const ran = await call(args, more)
  expect(ran.code).toBe(code)
  const said = ran.stderr.trim().split('\n').at(-1)
  expect(said).toMatch(sentence)
  expect(ran.stderr).not.toMatch(/hunter2|\n\s+at /)
})
