import type { Instant } from '../../features/value.ts'
import { KafkaLink } from './kafka-link.ts'
import { KafkaProducer } from './kafka-producer.ts'
import type { KafkaSettings } from './kafka-settings.ts'
import { type KafkaNames, kafkaNames } from './kafka-topics.ts'
import type { DeadLetter } from './partition-intake.ts'
import { encodeEntry } from './record-encoding.ts'

/** Bytes of a refused record that its letter holds; of a longer one it holds the beginning. */
const keptBytes = 64 * 2 ** 10

/** Bytes that are sent at once. */
const batchBytes = 512 * 2 ** 10

/**
 * The topic of records that were refused, one a source. A letter's key is `partition:offset` of the record, its value
 * JSON: by document why it was refused, and the record. A letter that is sent twice has one key, and the topic is
 * compacted.
 */
export class DeadLetters {
  readonly #names: KafkaNames
  readonly #link: KafkaLink
  readonly #producer: KafkaProducer
  readonly #now: () => Instant
  #sent: Promise<unknown> = Promise.resolve()

  constructor(settings: KafkaSettings, namespace: string, now: () => Instant) {
    this.#names = kafkaNames(namespace)
    this.#link = new KafkaLink(settings, `plumbline-${namespace}`)
    this.#producer = new KafkaProducer(settings, this.#link, `plumbline-${namespace}`)
    this.#now = now
  }

  /** Returns when Kafka has them. @throws PlumblineError `store-failed` */
  keep(source: string, partition: number, letters: readonly DeadLetter[]): Promise<void> {
    const sent = this.#sent.then(() => this.#send(source, partition, letters))
    this.#sent = sent.catch(() => {})
    return sent
  }

  async close(): Promise<void> {
    await this.#sent
    await this.#producer.close()
    await this.#link.close()
  }

  async #send(source: string, partition: number, letters: readonly DeadLetter[]): Promise<void> {
    const topic = this.#names.deadTopic(source)
    const timestamp = this.#now()
    let at = 0
    while (at < letters.length) {
      const [keys, values]: [Buffer[], Buffer[]] = [[], []]
      for (let bytes = 0; at < letters.length && bytes < batchBytes; at++) {
        const letter = letters[at]!
        const value = letterBytes(source, partition, letter)
        keys.push(Buffer.from(`${partition}:${letter.offset}`))
        values.push(value)
        bytes += value.length
      }
      await this.#producer.append([
        { topic, partition: 0, keys, values, timestamps: values.map(() => timestamp) },
      ])
    }
  }
}

function letterBytes(source: string, partition: number, { offset, entry, reasons }: DeadLetter): Buffer {
  const { unreadable } = entry
  const bytes = unreadable === undefined ? encodeEntry(entry, 0) : unreadable.value
  const about = { v: 1, source, partition, offset, reasons, unreadable: unreadable?.reason ?? null }
  const record =
    bytes === null
      ? { record: null }
      : { record: Buffer.from(bytes.subarray(0, keptBytes)).toString('base64'), bytes: bytes.length }
  return Buffer.from(JSON.stringify({ ...about, ...record }))
}
