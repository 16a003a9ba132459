import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InProcessOnlineStore } from '../online/in-process-online-store.ts'
import type { OnlineStore } from '../online/online-store.ts'
import { findKafka } from '../services/find-kafka.ts'
import type { Service } from '../services/service.ts'
import { storeSeams } from '../store-seams.ts'
import { FrontDoor } from './front-door.ts'
import { KafkaEventLog } from './kafka-event-log.ts'
import { KafkaLink, kafkaClient } from './kafka-link.ts'
import { kafkaSettings } from './kafka-settings.ts'
import { type BatchReport, KafkaWorker } from './kafka-worker.ts'
import { LaneFeed } from './lane-feed.ts'
import { partitions, payment, until, valuesAfter, valuesOf, wired } from './testing/feed.ts'

const patient = 180_000
let kafka: Service

beforeAll(async () => {
  kafka = await findKafka({ env: process.env, tell: () => {} })
}, patient)
afterAll(() => kafka?.close())

const settings = () => kafkaSettings({ ...process.env, KAFKA_BROKERS: kafka.address })
const now = () => Date.now() * 1_000

interface Bench {
  readonly namespace: string
  readonly log: KafkaEventLog
  readonly door: FrontDoor
  readonly online: InProcessOnlineStore
  readonly said: string[]
  readonly batches: BatchReport[]
  worker(online?: OnlineStore): KafkaWorker
  /** Whether everything in the log is visible. */
  caughtUp(online?: OnlineStore): Promise<boolean>
}

async function withBench(body: (bench: Bench) => Promise<void>): Promise<void> {
  const namespace = `worker-${randomUUID()}`
  const log = await KafkaEventLog.open({
    settings: settings(),
    namespace,
    sources: ['payments'],
    partitions,
    now,
  })
  const online = new InProcessOnlineStore(partitions)
  const workers: KafkaWorker[] = []
  const [said, batches]: [string[], BatchReport[]] = [[], []]
  const worker = (to: OnlineStore = online) => {
    const started = KafkaWorker.start({
      settings: settings(),
      namespace,
      group: 'workers',
      online: to,
      consumers: wired().consumers,
      seams: storeSeams,
      now,
      sessionMs: 6_000,
      report: sentence => said.push(sentence),
      onBatch: batch => batches.push(batch),
    })
    workers.push(started)
    return started
  }
  const caughtUp = async (of: OnlineStore = online) => {
    const marks = await of.watermarks('payments')
    for (const [partition, { next }] of marks.entries()) {
      if (next < (await log.end('payments', partition))) return false
    }
    return true
  }
  try {
    await body({
      namespace,
      log,
      door: new FrontDoor(log, wired().sources),
      online,
      said,
      batches,
      worker,
      caughtUp,
    })
  } finally {
    await Promise.all(workers.map(each => each.close()))
    await log.close()
    await log.drop(['workers'])
  }
}

const some = (from: number, count: number) => Array.from({ length: count }, (_, i) => payment(from + i))

test('a partition that nobody takes from is read ahead by so much and no more', () =>
  withBench(async ({ namespace, log }) => {
    const text = 'x'.repeat(20_000)
    const entries = Array.from({ length: 300 }, (_, position) => {
      return { record: { ...payment(position), fields: { text } }, position, refusedBy: [] }
    })
    await log.append(entries.map(entry => ({ source: 'payments', partition: 0, entry })))
    const link = new KafkaLink(settings(), 'feed')
    const bounds = { aheadBytes: 2 ** 20, fetchBytes: 2 ** 19, waitMs: 20, takeRecords: 4_096 }
    const feed = new LaneFeed(link, () => {}, bounds)
    const lane = feed.open({ topic: `${namespace}.payments`, partition: 0, offset: 0 })
    await until('a mebibyte', () => lane.bytes >= bounds.aheadBytes)
    await sleep(500)
    // A fetch brings at least one batch, which is as large as the producer made it.
    expect(lane.bytes).toBeLessThan(bounds.aheadBytes + 2 * bounds.fetchBytes)
    let next = 0
    while (next < entries.length) {
      const found = await feed.next(lane, 5_000)
      expect(found!.records[0]!.offset).toBe(next)
      next = found!.next
    }
    await Promise.all([link.close(), feed.end()])
  }))

describe('a worker on Kafka', () => {
  test('takes in what is there and what comes, and commits it', () =>
    withBench(async ({ log, door, online, worker, caughtUp, batches, said }) => {
      await door.ingest(some(0, 500))
      worker()
      await until('the first records', caughtUp)
      await door.ingest(some(500, 500))
      await until('the others', caughtUp)
      expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 1_000)))
      await until('the commits', async () => {
        for (let partition = 0; partition < partitions; partition++) {
          const committed = await log.committed('workers', 'payments', partition)
          if (committed !== (await log.end('payments', partition))) return false
        }
        return true
      })
      expect(batches.reduce((sum, batch) => sum + batch.records, 0)).toBe(1_000)
      for (const { produced, consumedAt, writtenAt } of batches) {
        expect(produced!.first).toBeLessThanOrEqual(produced!.last)
        expect(produced!.last).toBeLessThanOrEqual(writtenAt)
        expect(consumedAt).toBeLessThanOrEqual(writtenAt)
      }
      expect(said).toEqual([])
    }))

  test(
    'workers that come and go share the partitions, and no record is lost or counted twice',
    () =>
      withBench(async ({ door, online, worker, caughtUp }) => {
        const first = worker()
        await until('all partitions', () => first.assigned.length === partitions)
        await door.ingest(some(0, 300))
        const second = worker()
        await door.ingest(some(300, 300))
        await until(
          'half of the partitions',
          () => first.assigned.length === 2 && second.assigned.length === 2,
        )
        await door.ingest(some(600, 300))
        await first.close()
        await door.ingest(some(900, 300))
        await until('all partitions again', () => second.assigned.length === partitions)
        await until('all records', caughtUp)
        expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 1_200)))
      }),
    patient,
  )

  test('what is produced twice counts once', () =>
    withBench(async ({ log, door, online, worker, caughtUp }) => {
      worker()
      await door.ingest(some(0, 100))
      // A producer that lost its answer sends again: the same entries, by another session.
      const entries = await Promise.all(
        [0, 1, 2, 3].map(partition => log.poll('payments', partition, 0, 100)),
      )
      for (const [partition, all] of entries.entries()) {
        await log.append(all.map(entry => ({ source: 'payments', partition, entry })))
      }
      await until('all records', caughtUp)
      expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 100)))
    }))

  test('garbage and refused records get a dead letter with the reason, are counted, and hold nothing up', () =>
    withBench(async ({ namespace, door, online, worker, caughtUp, batches }) => {
      const other = kafkaClient(settings(), 'other').producer()
      await other.connect()
      const topic = `${namespace}.payments`
      // Bytes of any kind, few and many, as fast-check draws them, beside two that are known.
      const drawn = fc.sample(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map(text => Buffer.from(text)),
        ),
        40,
      )
      const foreign = ['{"v":9}', null, ...drawn.map(bytes => Buffer.from(bytes)), Buffer.alloc(700_000, 7)]
      await other.send({
        topic,
        messages: foreign.map(value => ({ partition: 0, value })),
      })
      await other.disconnect()
      await door.ingest([
        ...some(0, 50),
        { ...payment(50), fields: { payer: 'p1', amount: 1.5 } },
        ...some(51, 50),
      ])
      worker()
      await until('all records', caughtUp)
      expect(await valuesOf(online)).toEqual(await valuesAfter([...some(0, 50), ...some(51, 50)]))
      const marks = await online.watermarks('payments')
      const counts = marks.map(mark => mark.documents['fraud@1']?.rejects ?? {})
      expect(counts.reduce((sum, each) => sum + (each['no-id'] ?? 0), 0)).toBe(foreign.length)
      expect(counts.reduce((sum, each) => sum + (each['wrong-type'] ?? 0), 0)).toBe(1)
      expect(batches.reduce((sum, batch) => sum + batch.refused, 0)).toBe(foreign.length + 1)
      const letters = await lettersOf(`${topic}-dead`, foreign.length + 1)
      expect(letters.map(({ reasons }) => Object.values(reasons)[0]).toSorted()).toEqual([
        ...foreign.map(() => 'no-id'),
        'wrong-type',
      ])
      const garbage = letters.find(letter => /version/.test(String(letter.unreadable)))!
      expect(Buffer.from(garbage.record!, 'base64').toString()).toBe('{"v":9}')
      expect([garbage.partition, garbage.offset]).toEqual([0, 0])
    }))

  test(
    'a store that slows down is waited for in bounded memory, and nothing is lost',
    () =>
      withBench(async ({ door, online, worker, caughtUp, batches }) => {
        const gate = Promise.withResolvers<void>()
        worker(slowed(online, gate.promise))
        await door.ingest(some(0, 20_000))
        await until('the first batches', () => online.watermarks('payments').every(({ next }) => next === 0))
        gate.resolve()
        await until('all records', caughtUp)
        expect(Math.max(...batches.map(({ records }) => records))).toBeLessThanOrEqual(4_096)
        expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 20_000)))
      }),
    patient,
  )

  test(
    'a worker outlives a Kafka that is killed and started again',
    () =>
      withBench(async ({ door, online, worker, caughtUp }) => {
        if (kafka.control === null) throw new Error('needs a Kafka of its own: unset KAFKA_BROKERS')
        worker()
        await door.ingest(some(0, 100))
        await until('the first records', caughtUp)
        await kafka.control.kill()
        const ingested = door.ingest(some(100, 100))
        await kafka.control.start()
        await ingested
        await until('the others', caughtUp)
        expect(await valuesOf(online)).toEqual(await valuesAfter(some(0, 200)))
      }),
    patient,
  )
})

interface Letter {
  readonly partition: number
  readonly offset: number
  readonly reasons: Readonly<Record<string, string>>
  readonly unreadable: string | null
  readonly record: string | null
}

async function lettersOf(topic: string, count: number): Promise<Letter[]> {
  const consumer = kafkaClient(settings(), 'reader').consumer({ groupId: `reader-${randomUUID()}` })
  const letters: Letter[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => void letters.push(JSON.parse(message.value!.toString()) as Letter),
  })
  await until('the letters', () => letters.length >= count)
  await consumer.disconnect()
  return letters
}

/** The same store, whose publications wait for something. */
function slowed(online: InProcessOnlineStore, gate: Promise<void>): OnlineStore {
  return {
    claim: (source, partition) => {
      const writer = online.claim(source, partition)
      const publish = writer.publish.bind(writer)
      return Object.assign(writer, {
        publish: async (...watermark: Parameters<typeof publish>) => {
          await gate
          return publish(...watermark)
        },
      })
    },
    watermarks: source => online.watermarks(source),
    readRanges: (queries, at) => online.readRanges(queries, at),
    readCurrent: queries => online.readCurrent(queries),
    close: () => online.close(),
  }
}
