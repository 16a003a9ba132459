import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Instant } from '../../features/value.ts'
import type { EventLog, LogAppend, LogEntry } from './event-log.ts'
import { KafkaLink } from './kafka-link.ts'
import { KafkaProducer, type PartitionBatch } from './kafka-producer.ts'
import { commitOffsetOf, committedOffset, type Found, fetchRecords, logEnds } from './kafka-reads.ts'
import type { KafkaSettings } from './kafka-settings.ts'
import { dropTopics, type KafkaNames, kafkaNames, makeTopics } from './kafka-topics.ts'
import { readEntries } from './read-entries.ts'
import { encodeEntry } from './record-encoding.ts'

export interface KafkaLogOptions {
  readonly settings: KafkaSettings
  /** What all topics and groups of this store begin with. */
  readonly namespace: string
  readonly sources: readonly string[]
  /** Of every topic. */
  readonly partitions: number
  /** The clock of this machine, µs: when records were produced. */
  readonly now: () => Instant
}

/** Bytes that a partition takes of one request, and that a poll reads at once; below a broker's message.max.bytes. */
const batchBytes = 512 * 2 ** 10
const batchRecords = 8_192
const pollBytes = 2 ** 20

/** An `EventLog` in Kafka: a topic for each source. Several processes may open one namespace, one of them appends. */
export class KafkaEventLog implements EventLog {
  readonly partitions: number
  readonly #options: KafkaLogOptions
  readonly #names: KafkaNames
  readonly #link: KafkaLink
  readonly #producer: KafkaProducer
  /** By source and partition: what was read beyond what was asked for. */
  readonly #ahead = new Map<string, Found>()
  /** Appends one after the other, since their order is the log's. */
  #appended: Promise<unknown> = Promise.resolve()

  private constructor(options: KafkaLogOptions) {
    this.partitions = options.partitions
    this.#options = options
    this.#names = kafkaNames(options.namespace)
    this.#link = new KafkaLink(options.settings, `plumbline-${options.namespace}`)
    this.#producer = new KafkaProducer(options.settings, this.#link, `plumbline-${options.namespace}`)
  }

  /**
   * Makes the topics that are not there yet.
   * @throws PlumblineError `usage` for a bad namespace, `store-failed` where Kafka cannot be used.
   */
  static async open(options: KafkaLogOptions): Promise<KafkaEventLog> {
    const log = new KafkaEventLog(options)
    await makeTopics(options)
    return log
  }

  append(appends: readonly LogAppend[]): Promise<readonly number[]> {
    const appended = this.#appended.then(() => this.#append(appends))
    this.#appended = appended.catch(() => {})
    return appended
  }

  async poll(source: string, partition: number, from: number, max: number): Promise<readonly LogEntry[]> {
    const entries: LogEntry[] = []
    const name = `${source} ${partition}`
    while (entries.length < max) {
      const at = from + entries.length
      const found = this.#takeAhead(name, at) ?? (await this.#fetch(source, partition, at))
      if (found === null) break
      const { entries: taken } = readEntries(source, at, found, max - entries.length)
      for (const entry of taken) entries.push(entry)
      if (at + taken.length < found.next) this.#ahead.set(name, found)
    }
    return entries
  }

  async end(source: string, partition: number): Promise<number> {
    const ends = await logEnds(this.#link, this.#names.topic(source), [partition])
    return ends.get(partition)!
  }

  committed(group: string, source: string, partition: number): Promise<number> {
    return committedOffset(this.#link, this.#names.group(group), this.#names.topic(source), partition)
  }

  /** For a group without members; a worker's group commits through its membership. Kafka drops nothing at that. */
  async commit(group: string, source: string, partition: number, next: number): Promise<void> {
    const place = { topic: this.#names.topic(source), partition, offset: next }
    await commitOffsetOf(this.#link, this.#names.group(group), place)
  }

  async close(): Promise<void> {
    await this.#appended
    await this.#producer.close()
    await this.#link.close()
  }

  /** Removes the topics, and the offsets of the groups named. */
  async drop(groups: readonly string[]): Promise<void> {
    await dropTopics(this.#options, groups)
  }

  async #append(appends: readonly LogAppend[]): Promise<number[]> {
    const offsets = new Array<number>(appends.length)
    const producedAt = this.#options.now()
    let at = 0
    while (at < appends.length) {
      const { batches, places, next } = this.#nextBatches(appends, at, producedAt)
      const placed = await this.#producer.append(batches)
      for (const [batch, indexes] of places) {
        const base = placed.get(batch)
        if (base === undefined)
          throw new PlumblineError(
            'store-failed',
            `Kafka did not say where it put records of ${batch.topic}: run again`,
          )
        for (const [i, index] of indexes.entries()) offsets[index] = base + i
      }
      at = next
    }
    return offsets
  }

  /** As many appends, from `at` on, as no partition gets too many bytes from. */
  #nextBatches(appends: readonly LogAppend[], at: number, producedAt: Instant) {
    const open = new Map<
      string,
      { batch: { values: Buffer[]; timestamps: number[] } & PartitionBatch; bytes: number }
    >()
    const places = new Map<PartitionBatch, number[]>()
    let next = at
    for (; next < appends.length && next - at < batchRecords; next++) {
      const { source, partition, entry } = appends[next]!
      const value = encodeEntry(entry, producedAt)
      const name = `${source} ${partition}`
      let mine = open.get(name)
      if (mine === undefined) {
        mine = {
          batch: { topic: this.#names.topic(source), partition, values: [], timestamps: [] },
          bytes: 0,
        }
        open.set(name, mine)
        places.set(mine.batch, [])
      } else if (mine.bytes + value.length > batchBytes) break
      mine.batch.values.push(value)
      mine.batch.timestamps.push(entry.record.arrivalTime)
      mine.bytes += value.length
      places.get(mine.batch)!.push(next)
    }
    return { batches: [...places.keys()], places, next }
  }

  #takeAhead(name: string, at: number): Found | null {
    const found = this.#ahead.get(name)
    this.#ahead.delete(name)
    return found !== undefined && found.next > at && startOf(found) <= at ? found : null
  }

  async #fetch(source: string, partition: number, offset: number): Promise<Found | null> {
    const place = { topic: this.#names.topic(source), partition, offset }
    const [found] = await fetchRecords(this.#link, [place], { waitMs: 0, bytesMax: pollBytes })
    return found ?? null
  }
}

function startOf({ records, next }: Found): number {
  return records[0]?.offset ?? next
}
