import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FrontDoor } from '../ingest/front-door.ts'
import type { KafkaEventLog } from '../ingest/kafka-event-log.ts'
import { opening, partitions, payment, until, valuesAfter, valuesOf, wired } from '../ingest/testing/feed.ts'
import type { RedisOnlineStore } from '../online/redis-online-store.ts'
import { findServices, type Services } from '../services/find-services.ts'
import { deploymentId, groupOf } from '../serving/open-deployment.ts'
import { type Child, startChild } from './child.ts'
import { packDocuments } from './plain-documents.ts'
import { openLog, openOnline } from './stack-parts.ts'
import type { WorkerAnswer, WorkerMessage } from './worker.ts'

const patient = 180_000
let services: Services

beforeAll(async () => {
  // Without a file of its own, so that a Redis that is started again has lost everything.
  services = await findServices({ env: process.env, tell: () => {} }, { appendOnly: false })
}, patient)
afterAll(() => services?.close())

type Worker = Child<Extract<WorkerAnswer, { kind: 'ready' }>>

interface Bench {
  readonly door: FrontDoor
  readonly log: KafkaEventLog
  readonly online: RedisOnlineStore
  worker(): Promise<Worker>
  caughtUp(): Promise<boolean>
}

const group = groupOf(deploymentId(opening))

/** ms: short, so that a test need not wait long for a worker to be given up. */
const sessionMs = 3_000

async function withBench(body: (bench: Bench) => Promise<void>): Promise<void> {
  const address = { namespace: `process-${randomUUID()}`, partitions }
  const env = { ...process.env, KAFKA_BROKERS: services.kafka.address, REDIS_URL: services.redis.address }
  const log = await openLog(address, [opening], env)
  const online = await openOnline(address, opening, env)
  const workers: Worker[] = []
  const worker = async () => {
    const order = { address, files: [packDocuments(opening)], sessionMs }
    const message: WorkerMessage = { kind: 'open', order }
    const url = new URL('./worker.ts', import.meta.url)
    const started: Worker = await startChild(url, message, env, new AbortController().signal)
    workers.push(started)
    return started
  }
  const caughtUp = async () => {
    for (const [partition, { next }] of (await online.watermarks('payments')).entries()) {
      if (next < (await log.end('payments', partition))) return false
    }
    return true
  }
  try {
    await body({ door: new FrontDoor(log, wired().sources), log, online, worker, caughtUp })
  } finally {
    await Promise.all(workers.map(each => each.close()))
    await log.close()
    await log.drop([group])
    await online.drop()
    online.close()
  }
}

const some = (from: number, count: number) => Array.from({ length: count }, (_, i) => payment(from + i))

/** Appends records a few at a time, so that whatever happens meanwhile happens in mid-batch. */
async function trickle(door: FrontDoor, from: number, count: number): Promise<void> {
  for (let at = from; at < from + count; at += 50) {
    await door.ingest(some(at, 50))
    await sleep(5)
  }
}

test(
  'workers that are killed in mid-batch leave nothing half done, and others go on',
  () =>
    withBench(async ({ door, online, worker, caughtUp }) => {
      let [victim] = await Promise.all([worker(), worker()])
      const fed = trickle(door, 0, 6_000)
      for (let killed = 0; killed < 3; killed++) {
        await sleep(300)
        victim.signal('SIGKILL')
        expect(await victim.ended).toBe('SIGKILL')
        victim = await worker()
      }
      await fed
      await until('all records', caughtUp)
      expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 6_000)))
    }),
  patient,
)

test(
  'a worker that was paused past its session cannot write over its heir when it goes on',
  () =>
    withBench(async ({ door, online, worker, caughtUp }) => {
      const [zombie] = [await worker()]
      const fed = trickle(door, 0, 3_000)
      await until('the first records', async () =>
        (await online.watermarks('payments')).some(({ next }) => next > 0),
      )
      zombie.signal('SIGSTOP')
      await worker()
      await fed
      await until('the heir to have all', caughtUp)
      const marks = await online.watermarks('payments')
      zombie.signal('SIGCONT')
      await sleep(2 * sessionMs)
      expect(await online.watermarks('payments')).toEqual(marks)
      await trickle(door, 3_000, 500)
      await until('the last records', caughtUp)
      expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 3_500)))
    }),
  patient,
)

test(
  'a Redis that lost everything is filled again from the log, without new records',
  () =>
    withBench(async ({ door, online, worker, caughtUp }) => {
      const { control } = services.redis
      if (control === null) throw new Error('needs a Redis of its own: unset REDIS_URL')
      await worker()
      await door.ingest(some(0, 1_000))
      await until('all records', caughtUp)
      await control.kill()
      await sleep(1_000)
      await control.start()
      await until('all records again', caughtUp)
      expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 1_000)))
    }),
  patient,
)

test(
  'a worker that is asked to end finishes its batch, commits, and leaves its partitions to others at once',
  () =>
    withBench(async ({ door, log, online, worker, caughtUp }) => {
      const first = await worker()
      await door.ingest(some(0, 500))
      await until('all records', caughtUp)
      first.signal('SIGTERM')
      expect(await first.ended).toBe('exit code 0')
      for (let partition = 0; partition < partitions; partition++) {
        expect(await log.committed(group, 'payments', partition)).toBe(await log.end('payments', partition))
      }
      await worker()
      await door.ingest(some(500, 500))
      await until('the others', caughtUp)
      expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 1_000)))
    }),
  patient,
)
