import { setTimeout as sleep } from 'node:timers/promises'
import type { Message, Producer } from 'kafkajs'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type KafkaLink, kafkaClient, kindOfFailure } from './kafka-link.ts'
import { fetchRecords, logEnds } from './kafka-reads.ts'
import type { KafkaSettings } from './kafka-settings.ts'

/** Records for one partition, in order, to be appended as one. */
export interface PartitionBatch {
  readonly topic: string
  readonly partition: number
  /** One a value, where the topic is compacted. */
  readonly keys?: readonly Buffer[]
  readonly values: readonly Buffer[]
  /** µs; Kafka's own time stamp, for its tools. */
  readonly timestamps: readonly number[]
}

const triesMax = 240
const pauseMs = 500

/** Failures of one record that another attempt repeats. */
const refused: ReadonlySet<string> = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'])

/**
 * Appends each batch exactly once and says where it is. kafkajs's producer is idempotent as long as it lives; after a
 * failure that it does not get over, what was written is looked up in the log before anything is sent again.
 */
export class KafkaProducer {
  readonly #settings: KafkaSettings
  readonly #link: KafkaLink
  readonly #clientId: string
  #producer: Promise<Producer> | null = null
  /** By topic and partition: an offset below which nothing is that is yet to be appended. */
  readonly #floors = new Map<string, number>()
  #closed = false

  constructor(settings: KafkaSettings, link: KafkaLink, clientId: string) {
    this.#settings = settings
    this.#link = link
    this.#clientId = clientId
  }

  /**
   * The offset of the first record of each batch; one batch a partition. Not to be called again before it returned.
   * @throws PlumblineError `store-failed` where Kafka refuses, or is away for long; some batches may stand in the log.
   */
  async append(batches: readonly PartitionBatch[]): Promise<ReadonlyMap<PartitionBatch, number>> {
    for (const batch of batches) await this.#knowFloor(batch)
    const placed = new Map<PartitionBatch, number>()
    for (let tries = 1; ; tries++) {
      const waiting = batches.filter(batch => !placed.has(batch))
      try {
        if (tries > 1) await this.#lookUp(waiting, placed)
        await this.#send(
          waiting.filter(batch => !placed.has(batch)),
          placed,
        )
        return placed
      } catch (error) {
        if (this.#closed || tries === triesMax || refused.has(kindOfFailure(error)))
          throw this.#failure(error)
        await this.#drop()
        await sleep(pauseMs)
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#drop()
  }

  async #send(batches: readonly PartitionBatch[], placed: Map<PartitionBatch, number>): Promise<void> {
    if (batches.length === 0) return
    this.#producer ??= this.#connect()
    const producer = await this.#producer
    const topicMessages = [...Map.groupBy(batches, batch => batch.topic)].map(([topic, all]) => {
      return { topic, messages: all.flatMap(messagesOf) }
    })
    const results = await producer.sendBatch({ acks: -1, topicMessages })
    for (const { topicName, partition, baseOffset } of results) {
      const batch = batches.find(each => each.topic === topicName && each.partition === partition)
      if (batch !== undefined && baseOffset !== undefined) this.#place(batch, Number(baseOffset), placed)
    }
  }

  /** A batch stands in the log as one or not at all; its first record tells it from every other. */
  async #lookUp(batches: readonly PartitionBatch[], placed: Map<PartitionBatch, number>): Promise<void> {
    for (const batch of batches) {
      const { topic, partition } = batch
      const end = (await logEnds(this.#link, topic, [partition])).get(partition)!
      let offset = this.#floors.get(nameOf(batch))!
      while (offset < end) {
        const [found] = await fetchRecords(this.#link, [{ topic, partition, offset }], {
          waitMs: 0,
          bytesMax: 2 ** 20,
        })
        if (found === undefined) break
        const first = found.records.find(({ value }) => value?.equals(batch.values[0]!))
        if (first !== undefined) {
          this.#place(batch, first.offset, placed)
          break
        }
        offset = found.next
      }
    }
  }

  #place(batch: PartitionBatch, offset: number, placed: Map<PartitionBatch, number>): void {
    placed.set(batch, offset)
    this.#floors.set(nameOf(batch), offset + batch.values.length)
  }

  async #knowFloor(batch: PartitionBatch): Promise<void> {
    if (this.#floors.has(nameOf(batch))) return
    const { topic, partition } = batch
    this.#floors.set(nameOf(batch), (await logEnds(this.#link, topic, [partition])).get(partition)!)
  }

  async #connect(): Promise<Producer> {
    const producer = kafkaClient(this.#settings, this.#clientId).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    })
    await producer.connect()
    return producer
  }

  async #drop(): Promise<void> {
    const producer = this.#producer
    this.#producer = null
    await producer?.then(each => each.disconnect()).catch(() => {})
  }

  #failure(error: unknown): PlumblineError {
    if (error instanceof PlumblineError) return error
    const said = error instanceof Error ? error.message : String(error)
    return new PlumblineError(
      'store-failed',
      `Kafka at ${this.#settings.brokers.join(',')} took no records: ${said}; see that it runs and that a record fits its message.max.bytes`,
      { cause: error },
    )
  }
}

function nameOf({ topic, partition }: PartitionBatch): string {
  return `${topic} ${partition}`
}

/** Kafka's time stamps are of ms and not before 1970; the exact instant is in the value. */
function messagesOf({ partition, keys, values, timestamps }: PartitionBatch): Message[] {
  return values.map((value, i) => {
    const ms = Math.floor(timestamps[i]! / 1_000)
    return {
      partition,
      key: keys?.[i] ?? null,
      value,
      timestamp: String(Number.isSafeInteger(ms) && ms >= 0 ? ms : 0),
    }
  })
}
