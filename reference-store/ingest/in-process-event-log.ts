import { PlumblineError } from '../../features/plumbline-error.ts'
import type { EventLog, LogAppend, LogEntry } from './event-log.ts'

/** Entries in a segment, the unit in which a partition drops what nobody reads any more. */
const segmentEntries = 1024

/** An `EventLog` in memory. `groups` names every consumer group: what all of them have committed is dropped. */
export class InProcessEventLog implements EventLog {
  readonly partitions: number
  readonly #groups: readonly string[]
  readonly #topics = new Map<string, readonly Partition[]>()

  constructor(partitions: number, groups: readonly string[]) {
    this.partitions = partitions
    this.#groups = groups
  }

  append(appends: readonly LogAppend[]): readonly number[] {
    return appends.map(({ source, partition, entry }) => this.#partition(source, partition).append(entry))
  }

  poll(source: string, partition: number, from: number, max: number): readonly LogEntry[] {
    const entries = this.#partition(source, partition).slice(from, max)
    if (entries !== null) return entries
    throw new PlumblineError(
      'store-failed',
      `partition ${partition} of ${source} no longer holds offset ${from}, which every group had committed: resume from a committed offset`,
    )
  }

  end(source: string, partition: number): number {
    return this.#partition(source, partition).end
  }

  committed(group: string, source: string, partition: number): number {
    return this.#partition(source, partition).committed.get(group) ?? 0
  }

  commit(group: string, source: string, partition: number, next: number): void {
    const { committed } = this.#partition(source, partition)
    committed.set(group, next)
    const everywhere = Math.min(...this.#groups.map(each => committed.get(each) ?? 0))
    this.#partition(source, partition).drop(everywhere)
  }

  close(): void {
    this.#topics.clear()
  }

  #partition(source: string, partition: number): Partition {
    let topic = this.#topics.get(source)
    if (topic === undefined) {
      topic = Array.from({ length: this.partitions }, () => new Partition())
      this.#topics.set(source, topic)
    }
    return topic[partition]!
  }
}

/** Entries in segments of equal length, so that the oldest can go without moving the rest. */
class Partition {
  readonly committed = new Map<string, number>()
  readonly #segments: LogEntry[][] = []
  /** Offset of the first entry that is still held. */
  #start = 0
  end = 0

  append(entry: LogEntry): number {
    const last = this.#segments.at(-1)
    if (last === undefined || last.length === segmentEntries) this.#segments.push([entry])
    else last.push(entry)
    return this.end++
  }

  /** Null where entries from `from` on were dropped. */
  slice(from: number, max: number): LogEntry[] | null {
    if (from < this.#start) return null
    const entries: LogEntry[] = []
    let at = from
    while (at < this.end && entries.length < max) {
      const segment = this.#segments[Math.floor((at - this.#start) / segmentEntries)]!
      const first = (at - this.#start) % segmentEntries
      const some = segment.slice(first, first + max - entries.length)
      for (const entry of some) entries.push(entry)
      at += some.length
    }
    return entries
  }

  drop(below: number): void {
    while (this.#start + segmentEntries <= below) {
      this.#segments.shift()
      this.#start += segmentEntries
    }
  }
}
