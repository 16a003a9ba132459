import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findKafka } from '../services/find-kafka.ts'
import type { Service } from '../services/service.ts'
import { eventLogContract } from './event-log.contract.ts'
import type { LogEntry } from './event-log.ts'
import { KafkaEventLog } from './kafka-event-log.ts'
import { kafkaClient } from './kafka-link.ts'
import { kafkaSettings } from './kafka-settings.ts'

const patient = 180_000
let kafka: Service

beforeAll(async () => {
  kafka = await findKafka({ env: process.env, tell: () => {} })
}, patient)
afterAll(() => kafka?.close())

const settings = () => kafkaSettings({ ...process.env, KAFKA_BROKERS: kafka.address })

const open = (namespace: string, partitions = 2) => {
  const now = () => Date.now() * 1_000
  return KafkaEventLog.open({ settings: settings(), namespace, sources: ['a', 'b'], partitions, now })
}

async function opened(body: (log: KafkaEventLog, namespace: string) => Promise<void>): Promise<void> {
  const namespace = `log-${randomUUID()}`
  const log = await open(namespace)
  try {
    await body(log, namespace)
  } finally {
    await log.close()
    await log.drop([])
  }
}

const entry = (position: number, text = 'x'): LogEntry => ({
  record: {
    source: 'a',
    id: `e${position}`,
    eventTime: position,
    arrivalTime: position,
    op: 'upsert',
    revision: 0,
    fields: { text },
  },
  position,
  refusedBy: [],
})
const append = (position: number, text?: string) => ({
  source: 'a',
  partition: 0,
  entry: entry(position, text),
})

describe('the event log in Kafka', () => {
  eventLogContract(async groups => {
    const log = await open(`contract-${randomUUID()}`)
    return Object.assign(log, {
      close: async () => {
        await KafkaEventLog.prototype.close.call(log)
        await log.drop(groups)
      },
    })
  })

  test('garbage of another producer takes its offset and shifts nothing, whatever bytes it is', async () => {
    await opened(async (log, namespace) => {
      const other = kafkaClient(settings(), 'other').producer()
      await other.connect()
      const garbage = fc.sample(
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }).map(each => Buffer.from(each)),
          fc.json().map(each => Buffer.from(each)),
        ),
        20,
      )
      const values = [null, ...garbage]
      for (const [i, value] of values.entries()) {
        await log.append([append(i)])
        await other.send({ topic: `${namespace}.a`, acks: -1, messages: [{ partition: 0, value }] })
      }
      await other.disconnect()
      const entries = await log.poll('a', 0, 0, 1_000)
      expect(entries).toHaveLength(2 * values.length)
      for (const [i, value] of values.entries()) {
        expect(entries[2 * i]).toEqual(entry(i))
        const { unreadable, record } = entries[2 * i + 1]!
        expect(record.id).toBe(null)
        expect(unreadable!.reason).not.toBe('')
        expect(unreadable!.value).toEqual(value)
      }
      expect(await log.poll('a', 0, 2 * values.length, 9)).toEqual([])
    })
  })

  test('many bytes at once are appended in parts, in order', async () => {
    await opened(async log => {
      const texts = Array.from({ length: 30 }, () => randomBytes(60_000).toString('hex'))
      const offsets = await log.append(texts.map((text, i) => append(i, text)))
      expect(offsets).toEqual(texts.map((_, i) => i))
      const entries = await log.poll('a', 0, 0, 100)
      expect(entries.map(each => each.record.fields.text)).toEqual(texts)
    })
  })

  test('a record that no broker takes is refused with the mend, and the log goes on', async () => {
    await opened(async log => {
      const huge = 'x'.repeat(3 * 2 ** 20)
      await expect(log.append([append(0, huge)])).rejects.toThrow(/message\.max\.bytes/)
      expect(await log.append([append(1)])).toEqual([0])
    })
  })

  test('appends that are not waited for keep their order', async () => {
    await opened(async log => {
      const all = Array.from({ length: 20 }, (_, i) => log.append([append(i)]))
      expect((await Promise.all(all)).flat()).toEqual(all.map((_, i) => i))
    })
  })

  test('a process that opens the same namespace finds the log, its offsets and its commits', async () => {
    await opened(async (log, namespace) => {
      await log.append([append(0), append(1)])
      await log.commit('workers', 'a', 0, 1)
      const again = await open(namespace)
      expect(await again.committed('workers', 'a', 0)).toBe(1)
      expect(await again.poll('a', 0, 1, 9)).toEqual([entry(1)])
      expect(await again.append([append(2)])).toEqual([2])
      await again.close()
      await expect(open(namespace, 3)).rejects.toThrow(/has 2 partitions, not 3/)
    })
  })

  test('an offset that the log does not hold is named', async () => {
    await opened(async log => {
      await log.append([append(0)])
      await expect(log.poll('a', 0, 7, 1)).rejects.toThrow(/does not hold the offset/)
    })
  })

  test(
    'what is appended while Kafka is killed and started again is there once',
    async () => {
      if (kafka.control === null) throw new Error('needs a Kafka of its own: unset KAFKA_BROKERS')
      await opened(async log => {
        await log.append([append(0)])
        const appended = (async () => {
          const offsets: number[] = []
          for (let i = 1; i <= 200; i++) offsets.push(...(await log.append([append(i), append(1_000 + i)])))
          return offsets
        })()
        await kafka.control!.kill()
        await kafka.control!.start()
        expect(await appended).toEqual(Array.from({ length: 400 }, (_, i) => i + 1))
        const positions = (await log.poll('a', 0, 0, 1_000)).map(each => each.position)
        expect(positions).toEqual([0, ...Array.from({ length: 200 }, (_, i) => [i + 1, 1_001 + i]).flat()])
      })
    },
    patient,
  )
})
