import type { Watermark } from './online-store.ts'

/** A partition whose state lacks records that it held before. */
export interface MissingState {
  readonly source: string
  readonly partition: number
  /** The next offset that is visible. */
  readonly next: number
  /** The next offset that was visible before. */
  readonly acknowledged: number
}

/**
 * How far each partition of a store is known to have come, whoever says so. A store in Redis can lose its state, in
 * whole or to an older copy; its own watermarks then say only what it holds now, and answers from it would look like
 * those of accounts that nothing ever happened to. Serving says `degraded` while `missing` names a partition: note
 * the offsets that the workers' group has committed (at the start, and now and then), and every watermark read.
 */
export class AcknowledgedOffsets {
  /** By source, by partition. */
  readonly #next = new Map<string, number[]>()

  /** The next offset of a partition was once, or is committed as, `next`. */
  note(source: string, partition: number, next: number): void {
    const offsets = this.#of(source)
    offsets[partition] = Math.max(offsets[partition] ?? 0, next)
  }

  /** Notes watermarks by source, by partition, and names those that have gone back; none where all is there. */
  missing(watermarks: ReadonlyMap<string, readonly Watermark[]>): MissingState[] {
    const missing: MissingState[] = []
    for (const [source, partitions] of watermarks) {
      const offsets = this.#of(source)
      for (const [partition, { next }] of partitions.entries()) {
        const acknowledged = offsets[partition] ?? 0
        if (next < acknowledged) missing.push({ source, partition, next, acknowledged })
        else offsets[partition] = next
      }
    }
    return missing
  }

  #of(source: string): number[] {
    let offsets = this.#next.get(source)
    if (offsets === undefined) {
      offsets = []
      this.#next.set(source, offsets)
    }
    return offsets
  }
}
