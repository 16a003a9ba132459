import type { LogRecord } from '../../features/log-record.ts'
import { IdRegistry } from './id-registry.ts'
import { partitionOfKey } from './partition-of-key.ts'
import type { ReadSource, SourceReader } from './source-readers.ts'

/** Where a record goes, and the documents for which its id belongs to another key. */
export interface Routing {
  readonly partition: number
  readonly refusedBy: readonly string[]
  /** Where its id was claimed now, and not before. */
  readonly claimed: readonly IdRegistry[]
}

interface Gatekeeper {
  readonly reader: SourceReader
  readonly registry: IdRegistry
}

const nobody: readonly string[] = []
const nowhere: readonly IdRegistry[] = []

/**
 * Decides where the records of one source go. Every record of an id goes to one partition, so that the worker meets
 * them in the order of the log. Only here is that order known across keys, hence which key an id was first under.
 */
export class SourceGate {
  readonly #partitions: number
  readonly #keepers: readonly Gatekeeper[]
  /** Where several readers differ: the partition of each id; else the key alone gives it. */
  readonly #partitionOfId: Map<string | bigint, number> | null

  constructor({ readers }: ReadSource, partitions: number) {
    this.#partitions = partitions
    this.#keepers = readers.map(reader => ({ reader, registry: new IdRegistry() }))
    this.#partitionOfId = readers.length > 1 ? new Map() : null
  }

  /** Null where the id belongs to another key for every reader: then the record is not appended. */
  route(record: LogRecord): Routing | null {
    const { id } = record
    let refusedBy = nobody
    let refusals = 0
    const accepted: { registry: IdRegistry; key: string }[] = []
    for (const { reader, registry } of this.#keepers) {
      const verdict = reader.judge(record)
      if (!verdict.legal || id === null) continue
      if (registry.allows(id, verdict.key)) {
        accepted.push({ registry, key: verdict.key })
      } else {
        refusedBy = [...refusedBy, ...reader.documents]
        refusals++
      }
    }
    if (refusals === this.#keepers.length) return null
    const partition = this.#partitionOf(id, accepted[0]?.key)
    let claimed = nowhere
    for (const { registry, key } of id === null ? [] : accepted) {
      if (registry.claim(id!, key)) claimed = [...claimed, registry]
    }
    return { partition, refusedBy, claimed }
  }

  /** Takes back what `route` claimed, for a record that never came into the log. */
  release(id: string | bigint, { claimed }: Routing): void {
    for (const registry of claimed) registry.release(id)
    if (this.#keepers.every(({ registry }) => !registry.has(id))) this.#partitionOfId?.delete(id)
  }

  #partitionOf(id: string | bigint | null, key: string | undefined): number {
    // What nobody accepts lies anywhere; by id, lest garbage crowd one partition.
    if (key === undefined || id === null) return partitionOfKey(String(id), this.#partitions)
    const settled = this.#partitionOfId?.get(id)
    if (settled !== undefined) return settled
    const partition = partitionOfKey(key, this.#partitions)
    this.#partitionOfId?.set(id, partition)
    return partition
  }
}
