import type { LogRecord, Placement } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { EventLog, LogAppend } from './event-log.ts'
import { type Routing, SourceGate } from './source-gate.ts'
import type { ReadSource } from './source-readers.ts'

/** Entries that are read at once to see what became of an append that failed. */
const pollEntries = 2_048

/** An id that was claimed for a record of which nobody knows whether it is in the log. */
interface Doubt {
  readonly source: string
  readonly id: string | bigint
  readonly routing: Routing
  /** An offset of its partition below which the record cannot be. */
  readonly from: number
}

/** The producer's side of the log. It outlives workers: what it knows of ids is not theirs to lose. */
export class FrontDoor {
  readonly #log: EventLog
  readonly #gates: ReadonlyMap<string, SourceGate>
  #position = 0
  readonly #refused = new Map<string, number>()
  /** By source and partition: the next offset after what was appended here. */
  readonly #ends = new Map<string, number>()
  #doubts: Doubt[] = []

  constructor(log: EventLog, sources: readonly ReadSource[]) {
    this.#log = log
    this.#gates = new Map(sources.map(each => [each.source, new SourceGate(each, log.partitions)]))
  }

  /**
   * Appends records in order; says where each went, null for what was refused.
   * @throws PlumblineError `store-failed` for a record of a source that no document reads; then none is appended. What
   * the log throws where it fails; then some may be in it, and ids of those that are not are free again.
   */
  async ingest(records: readonly LogRecord[]): Promise<(Placement | null)[]> {
    const gates = records.map(record => this.#gateOf(record.source))
    if (this.#doubts.length > 0) await this.#settleDoubts()
    const claims: Doubt[] = []
    const appends: LogAppend[] = []
    const partitions = records.map((record, i) => {
      const position = this.#position++
      const routing = gates[i]!.route(record)
      if (routing === null) {
        this.#refused.set(record.source, this.refused(record.source) + 1)
        return null
      }
      const { partition, refusedBy } = routing
      const { source, id } = record
      if (routing.claimed.length > 0 && id !== null) {
        claims.push({ source, id, routing, from: this.#ends.get(`${source} ${partition}`) ?? 0 })
      }
      appends.push({ source: record.source, partition, entry: { record, position, refusedBy } })
      return partition
    })
    const offsets = await this.#append(appends, claims)
    let next = 0
    return partitions.map(partition => (partition === null ? null : { partition, offset: offsets[next++]! }))
  }

  async #append(appends: readonly LogAppend[], claims: readonly Doubt[]): Promise<readonly number[]> {
    try {
      const offsets = await this.#log.append(appends)
      for (const [i, { source, partition }] of appends.entries()) {
        this.#ends.set(`${source} ${partition}`, offsets[i]! + 1)
      }
      return offsets
    } catch (error) {
      this.#doubts.push(...claims)
      throw error
    }
  }

  /** Looks into the log for what failed appends left there, and lets go the ids of which nothing is in it. */
  async #settleDoubts(): Promise<void> {
    const places = Map.groupBy(this.#doubts, ({ source, routing }) => `${source} ${routing.partition}`)
    for (const doubts of places.values()) {
      const { source, routing } = doubts[0]!
      const found = new Set<string | bigint | null>()
      for (let from = Math.min(...doubts.map(doubt => doubt.from)); ; ) {
        const entries = await this.#log.poll(source, routing.partition, from, pollEntries)
        if (entries.length === 0) break
        for (const { record } of entries) found.add(record.id)
        from += entries.length
      }
      for (const doubt of doubts) {
        if (!found.has(doubt.id)) this.#gateOf(source).release(doubt.id, doubt.routing)
      }
      this.#doubts = this.#doubts.filter(doubt => !doubts.includes(doubt))
    }
  }

  /** Notes a record that the log holds already, in the order in which it was taken; nothing is appended. */
  recall(record: LogRecord, position: number): void {
    this.#gateOf(record.source).route(record)
    this.#position = Math.max(this.#position, position + 1)
  }

  /** Records of a source that were not appended, rows: their id belongs to another key for every reader. */
  refused(source: string): number {
    return this.#refused.get(source) ?? 0
  }

  #gateOf(source: string): SourceGate {
    const gate = this.#gates.get(source)
    if (gate !== undefined) return gate
    throw new PlumblineError(
      'store-failed',
      `the source ${source} is in no document that the store was opened with: open it with one that reads ${source}`,
    )
  }
}
