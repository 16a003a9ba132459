import type { Instant, Micros } from '../../../features/value.ts'

/** The end of a partition as it was seen to be, and when it was first seen to be so far. */
interface Sighting {
  readonly end: number
  readonly at: Instant
}

/** Sightings that a partition keeps at most. */
const sightingsMax = 512

/**
 * Since when each part of a partition has been in the log, by the clock of whoever looks: arrival times are the
 * producer's, which in a simulation or a replay are not of today. Memory is bounded, and what is forgotten makes an age
 * greater, never smaller.
 */
export class LagBook {
  /** By end, rising; `at` rises with it. */
  readonly #sightings: Sighting[] = []
  #end = 0

  /** The greatest end that was seen. */
  get end(): number {
    return this.#end
  }

  see(end: number, now: Instant): void {
    if (end <= this.#end) return
    this.#end = end
    this.#sightings.push({ end, at: now })
    if (this.#sightings.length > sightingsMax) this.#thin()
  }

  /** µs for which the oldest entry from offset `next` on has been seen in the log; 0 where there is none. */
  age(next: number, now: Instant): Micros {
    if (next >= this.#end) return 0
    const first = this.#sightings.find(({ end }) => end > next)
    return first === undefined ? 0 : Math.max(0, now - first.at)
  }

  /** Forgets what nobody lacks any more: everything below `next` is applied. */
  forget(next: number): void {
    const lacking = this.#sightings.findIndex(({ end }) => end > next)
    this.#sightings.splice(0, lacking === -1 ? this.#sightings.length : lacking)
  }

  /** Joins neighbours: the end of the later with the instant of the earlier. */
  #thin(): void {
    const kept: Sighting[] = []
    for (let i = 0; i < this.#sightings.length; i += 2) {
      const earlier = this.#sightings[i]!
      kept.push({ end: (this.#sightings[i + 1] ?? earlier).end, at: earlier.at })
    }
    this.#sightings.splice(0, this.#sightings.length, ...kept)
  }
}
