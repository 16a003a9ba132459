import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kafkaClient } from '../ingest/kafka-link.ts'
import { findServices, type Services } from './find-services.ts'
import { whyKafkaIsSilent } from './kafka-answers.ts'
import { redisAnswers } from './redis-answers.ts'
import type { Service } from './service.ts'

// Services of its own, to break: `.ci/run` runs this once with local programs and once with containers.
const env = { ...process.env, KAFKA_BROKERS: '', REDIS_URL: '' }
const patient = 240_000
let services: Services

beforeAll(async () => {
  services = await findServices({ env, tell: () => {} })
}, patient)
afterAll(() => services?.close(), patient)

const portOf = (address: string) => Number(/:(\d+)$/.exec(address)![1])
const redisAt = (address: string) => redisAnswers('127.0.0.1', portOf(address))
const kafkaAt = async (address: string) => (await whyKafkaIsSilent({ brokers: [address] })) === null
const answers = ({ name, address }: Service) => (name === 'kafka' ? kafkaAt(address) : redisAt(address))

test.each(['redis', 'kafka'] as const)(
  '%s is killed, stopped, paused and started again at the same address',
  async name => {
    const service = services[name]
    const control = service.control!
    expect(await answers(service)).toBe(true)
    for (const end of ['kill', 'stop'] as const) {
      await control[end]()
      expect(await answers(service)).toBe(false)
      await control.start()
      expect(await answers(service)).toBe(true)
    }
    await control.pause()
    expect(await answers(service)).toBe(false)
    await control.resume()
    expect(await answers(service)).toBe(true)
  },
  patient,
)

test(
  'what they hold outlives a kill',
  async () => {
    const { kafka, redis } = services
    const client = new Redis(redis.address, { retryStrategy: () => 100 })
    client.on('error', () => {})
    await client.set('kept', 'yes')
    const admin = kafkaClient({ brokers: [kafka.address] }, 'test').admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 3 }], waitForLeaders: true })
    await admin.disconnect()
    // An append-only file is synced every second.
    await sleep(1_500)
    for (const { control } of [redis, kafka]) {
      await control!.kill()
      await control!.start()
    }
    expect(await client.get('kept')).toBe('yes')
    client.disconnect()
    await admin.connect()
    expect(await admin.listTopics()).toContain('kept')
    await admin.disconnect()
  },
  patient,
)

test(
  'nothing is left of a process that was killed: no program, no container, no folder',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-holder-'))
    const holder = fork(fileURLToPath(new URL('./testing/hold-services.ts', import.meta.url)), {
      env: { ...env, TMPDIR: folder },
      execArgv: [],
    })
    const [{ kafka, redis }] = (await once(holder, 'message')) as [{ kafka: string; redis: string }]
    expect(await redisAt(redis)).toBe(true)
    holder.kill('SIGKILL')
    let left = true
    for (let tries = 0; left && tries < 300; tries++) {
      await sleep(100)
      left = (await redisAt(redis)) || (await kafkaAt(kafka)) || readdirSync(folder).length > 0
    }
    expect(left).toBe(false)
    rmSync(folder, { recursive: true })
  },
  patient,
)
