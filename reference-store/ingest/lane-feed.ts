import { setTimeout as sleep } from 'node:timers/promises'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { KafkaLink } from './kafka-link.ts'
import { type Found, fetchRecords, type KafkaPlace } from './kafka-reads.ts'

export interface FeedBounds {
  /** Bytes that a partition is read ahead: it is fetched again when it holds less. */
  readonly aheadBytes: number
  /** Bytes of one fetch of a partition. */
  readonly fetchBytes: number
  /** ms that a fetch waits for the first record. */
  readonly waitMs: number
}

export const feedBounds: FeedBounds = { aheadBytes: 2 ** 20, fetchBytes: 512 * 2 ** 10, waitMs: 100 }

/** ms before a fetch that failed is tried again. */
const againMs = 500

/** What was read ahead of one partition. */
class Lane {
  readonly topic: string
  readonly partition: number
  /** Where the next fetch begins. */
  offset: number
  readonly #found: Found[] = []
  bytes = 0
  #failure: PlumblineError | null = null
  #wake: () => void = () => {}

  constructor({ topic, partition, offset }: KafkaPlace) {
    this.topic = topic
    this.partition = partition
    this.offset = offset
  }

  push(found: Found): void {
    this.#found.push(found)
    this.bytes += bytesOf(found)
    this.offset = found.next
    this.#wake()
  }

  fail(failure: PlumblineError): void {
    this.#failure = failure
    this.#wake()
  }

  wake(): void {
    this.#wake()
  }

  /** What comes next; null where nothing came for so long, or somebody woke it. */
  async take(waitMs: number): Promise<Found | null> {
    if (this.#found.length === 0 && this.#failure === null) await this.#wait(waitMs)
    if (this.#failure !== null) throw this.#failure
    const found = this.#found.shift()
    if (found !== undefined) this.bytes -= bytesOf(found)
    return found ?? null
  }

  async #wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.#wake = resolve
    await promise
    clearTimeout(timer)
    this.#wake = () => {}
  }
}

export type { Lane }

/**
 * Fetches for many partitions at once, each read ahead by so many bytes and no more: a partition that is not taken from
 * is not fetched either, so that memory stays what it is however far the log runs ahead.
 */
export class LaneFeed {
  readonly #link: KafkaLink
  readonly #bounds: FeedBounds
  readonly #report: (sentence: string) => void
  readonly #lanes = new Set<Lane>()
  #wake: () => void = () => {}
  #closed = false
  readonly #running: Promise<void>

  constructor(link: KafkaLink, report: (sentence: string) => void, bounds: FeedBounds = feedBounds) {
    this.#link = link
    this.#report = report
    this.#bounds = bounds
    this.#running = this.#run()
  }

  /** Begins to read a partition, from an offset on. */
  open(place: KafkaPlace): Lane {
    const lane = new Lane(place)
    this.#lanes.add(lane)
    this.#wake()
    return lane
  }

  close(lane: Lane): void {
    this.#lanes.delete(lane)
    lane.wake()
  }

  /** What comes next of a partition, in order; see `Lane.take`. */
  async next(lane: Lane, waitMs: number): Promise<Found | null> {
    const found = await lane.take(waitMs)
    if (found !== null) this.#wake()
    return found
  }

  async end(): Promise<void> {
    this.#closed = true
    this.#wake()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const hungry = [...this.#lanes].filter(lane => lane.bytes < this.#bounds.aheadBytes)
      if (hungry.length === 0) {
        await new Promise<void>(resolve => {
          this.#wake = resolve
        })
        continue
      }
      try {
        await this.#fetch(hungry)
      } catch (error) {
        if (this.#closed) return
        this.#report(error instanceof Error ? error.message : String(error))
        await sleep(againMs)
      }
    }
  }

  async #fetch(hungry: readonly Lane[]): Promise<void> {
    const { waitMs, fetchBytes } = this.#bounds
    const places = hungry.map(({ topic, partition, offset }) => ({ topic, partition, offset }))
    try {
      for (const found of await fetchRecords(this.#link, places, { waitMs, bytesMax: fetchBytes })) {
        hungry.find(lane => isOf(lane, found))!.push(found)
      }
    } catch (error) {
      // One partition whose offset is gone must not hold up the others.
      const at =
        error instanceof PlumblineError ? (error.cause as Partial<KafkaPlace> | undefined) : undefined
      const gone = hungry.find(lane => at?.topic === lane.topic && at.partition === lane.partition)
      if (gone === undefined || !(error instanceof PlumblineError)) throw error
      this.#lanes.delete(gone)
      gone.fail(error)
    }
  }
}

function isOf(lane: Lane, found: Found): boolean {
  return lane.topic === found.topic && lane.partition === found.partition
}

function bytesOf({ records }: Found): number {
  return records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
}
