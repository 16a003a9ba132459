import type { Placement } from '../../../features/log-record.ts'
import type { Instant, Micros } from '../../../features/value.ts'

interface Append {
  /** The greatest offset of a partition that it holds. */
  readonly last: number
  readonly ackedAt: Instant
}

/**
 * What the only producer knows of the log: which offsets were acknowledged, and when. By it one sees what an answer lacks,
 * whatever the store says of its own age.
 */
export class AppendBook {
  /** By source and partition, in the order of acknowledgements. */
  readonly #places = new Map<string, { source: string; partition: string; appends: Append[] }>()

  note(source: string, placements: readonly (Placement | null)[], ackedAt: Instant): void {
    const lasts = new Map<number, number>()
    for (const placement of placements) {
      if (placement === null) continue
      lasts.set(placement.partition, Math.max(lasts.get(placement.partition) ?? 0, placement.offset))
    }
    for (const [partition, last] of lasts) {
      const name = `${source} ${partition}`
      const place = this.#places.get(name) ?? { source, partition: String(partition), appends: [] }
      this.#places.set(name, place)
      place.appends.push({ last, ackedAt })
    }
  }

  /**
   * How long, at `at`, the log had held the oldest acknowledged record that is not in an answer, which states the next
   * offsets that it lacks; 0 where it lacks none. Never more than the true age: an acknowledgement comes after the append.
   */
  ageAt(applied: Readonly<Record<string, Readonly<Record<string, number>>>>, at: Instant): Micros {
    let age = 0
    for (const { source, partition, appends } of this.#places.values()) {
      const next = applied[source]?.[partition] ?? 0
      const oldest = appends.find(({ last }) => last >= next)
      if (oldest !== undefined) age = Math.max(age, at - oldest.ackedAt)
    }
    return age
  }
}
