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
  /** Records that are handed out at once at most, of several fetches where so many wait. */
  readonly takeRecords: number
}

export const feedBounds: FeedBounds = {
  aheadBytes: 2 ** 20,
  fetchBytes: 512 * 2 ** 10,
  waitMs: 100,
  takeRecords: 4_096,
}

/** ms before a fetch that failed is tried again. */
const againMs = 500

/** ms that a fetch for some lanes waits at most while others are worked on, which may want one next. */
const shortWaitMs = 5

/** What was read ahead of one partition. */
export class Lane {
  readonly topic: string
  readonly partition: number
  /** Where the next fetch begins. */
  offset: number
  readonly #found: Found[] = []
  bytes = 0
  /** Whether somebody waits for what comes next. */
  isAwaited = false
  /** Bytes of the last fetch: where it was full there is more. */
  #lastBytes = Number.POSITIVE_INFINITY
  #failure: PlumblineError | null = null
  #wake: () => void = () => {}

  constructor({ topic, partition, offset }: KafkaPlace) {
    this.topic = topic
    this.partition = partition
    this.offset = offset
  }

  /** What a fetch brought; null for nothing. */
  push(found: Found | null): void {
    this.#lastBytes = found === null ? 0 : bytesOf(found)
    if (found === null) return
    this.#found.push(found)
    this.bytes += this.#lastBytes
    this.offset = found.next
    this.isAwaited = false
    this.#wake()
  }

  /**
   * Whether to fetch now: somebody waits, or the log is known to hold much more. While a batch is worked on nothing is
   * fetched that only trickles in: then it comes in one fetch afterwards, instead of in many small ones.
   */
  isHungry({ aheadBytes, fetchBytes }: FeedBounds): boolean {
    return this.isAwaited || (this.bytes < aheadBytes && this.#lastBytes >= fetchBytes / 2)
  }

  fail(failure: PlumblineError): void {
    this.#failure = failure
    this.#wake()
  }

  wake(): void {
    this.#wake()
  }

  /**
   * What comes next; null where nothing came for so long, or somebody woke it. Fetches that came while the one before was
   * worked on are given as one: each batch costs round trips, and who is behind would stay behind by small ones.
   */
  async take(waitMs: number, recordsMax: number): Promise<Found | null> {
    if (this.#found.length === 0 && this.#failure === null) await this.#wait(waitMs)
    if (this.#failure !== null) throw this.#failure
    const taken: Found[] = []
    for (let room = recordsMax; room > 0 && this.#found.length > 0; ) {
      const [first, rest] = parted(this.#found[0]!, room)
      this.#found.splice(0, 1, ...rest)
      taken.push(first)
      room -= first.records.length
    }
    for (const found of taken) this.bytes -= bytesOf(found)
    return taken.length === 0 ? null : joined(taken)
  }

  async #wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.isAwaited = true
    this.#wake = resolve
    await promise
    clearTimeout(timer)
    this.isAwaited = false
    this.#wake = () => {}
  }
}

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
    const taking = lane.take(waitMs, this.#bounds.takeRecords)
    this.#wake()
    return taking
  }

  async end(): Promise<void> {
    this.#closed = true
    this.#wake()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const hungry = [...this.#lanes].filter(lane => lane.isHungry(this.#bounds))
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
    const { fetchBytes } = this.#bounds
    const waitMs = hungry.length === this.#lanes.size ? this.#bounds.waitMs : shortWaitMs
    const places = hungry.map(({ topic, partition, offset }) => ({ topic, partition, offset }))
    try {
      const all = await fetchRecords(this.#link, places, { waitMs, bytesMax: fetchBytes })
      for (const lane of hungry) lane.push(all.find(found => isOf(lane, found)) ?? null)
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

/** So many records of a fetch, and what is left of it. */
function parted(found: Found, count: number): [Found, Found[]] {
  const { records } = found
  const after = records[count]
  if (after === undefined) return [found, []]
  const first = { ...found, records: records.slice(0, count), next: after.offset }
  return [first, [{ ...found, records: records.slice(count) }]]
}

/** Fetches of one partition, each from where the one before ended, as one. */
function joined(fetches: readonly Found[]): Found {
  const [first] = fetches
  if (fetches.length === 1) return first!
  return { ...first!, records: fetches.flatMap(({ records }) => records), next: fetches.at(-1)!.next }
}

function bytesOf({ records }: Found): number {
  return records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
}
