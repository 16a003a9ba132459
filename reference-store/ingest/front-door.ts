import type { LogRecord, Placement } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { EventLog, LogAppend } from './event-log.ts'
import { SourceGate } from './source-gate.ts'
import type { ReadSource } from './source-readers.ts'

/** The producer's side of the log. It outlives workers: what it knows of ids is not theirs to lose. */
export class FrontDoor {
  readonly #log: EventLog
  readonly #gates: ReadonlyMap<string, SourceGate>
  #position = 0
  readonly #refused = new Map<string, number>()

  constructor(log: EventLog, sources: readonly ReadSource[]) {
    this.#log = log
    this.#gates = new Map(sources.map(each => [each.source, new SourceGate(each, log.partitions)]))
  }

  /**
   * Appends records in order; says where each went, null for what was refused.
   * @throws PlumblineError `store-failed` for a record of a source that no document reads; then none is appended.
   */
  async ingest(records: readonly LogRecord[]): Promise<(Placement | null)[]> {
    const gates = records.map(record => this.#gateOf(record.source))
    const appends: LogAppend[] = []
    const partitions = records.map((record, i) => {
      const position = this.#position++
      const routing = gates[i]!.route(record)
      if (routing === null) {
        this.#refused.set(record.source, this.refused(record.source) + 1)
        return null
      }
      const { partition, refusedBy } = routing
      appends.push({ source: record.source, partition, entry: { record, position, refusedBy } })
      return partition
    })
    const offsets = await this.#log.append(appends)
    let next = 0
    return partitions.map(partition => (partition === null ? null : { partition, offset: offsets[next++]! }))
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
