import type { Instant, Micros } from '../../../features/value.ts'
import type { Applied } from '../../../harness/store.ts'
import { LagBook } from './lag-book.ts'

/** The next offset of each partition, by source. */
export type Offsets = ReadonlyMap<string, readonly number[]>

/** What may be said of an answer that holds just what `applied` states. */
export type Judgement =
  | { readonly kind: 'fresh'; readonly age: Micros }
  | { readonly kind: 'stale'; readonly age: Micros; readonly because: StaleReason }
  /** Its state was never whole yet (`backfilling`), or was lost and is built again (`rebuilding`). */
  | { readonly kind: 'incomplete'; readonly phase: 'backfilling' | 'rebuilding'; readonly missing: number }

export type StaleReason = 'ingest-lags' | 'log-unreachable'

export interface PartitionLag {
  readonly source: string
  readonly partition: number
  /** The next offset of the log, and of the state, as last seen. */
  readonly end: number
  readonly next: number
}

interface Place {
  readonly book: LagBook
  /** Below it the state is not whole: the log's end when the deployment was first seen, then what was once applied. */
  floor: number
  next: number
}

/**
 * How fresh a deployment is. It is first complete when it has caught up with what the log held when it was first looked
 * at; from then on it must never hold less than it once held, or its state was lost.
 */
export class DeploymentFreshness {
  readonly #staleAfter: Micros
  readonly #places = new Map<string, Place[]>()
  #wasComplete = false
  #seenAt: Instant | null = null

  constructor(staleAfter: Micros) {
    this.#staleAfter = staleAfter
  }

  /** Notes what the log and the state hold. */
  see(ends: Offsets, nexts: Offsets, now: Instant): void {
    const isFirst = this.#seenAt === null
    this.#seenAt = now
    for (const [source, all] of ends) {
      const places = this.#places.get(source) ?? all.map(() => ({ book: new LagBook(), floor: 0, next: 0 }))
      this.#places.set(source, places)
      for (const [partition, place] of places.entries()) {
        place.book.see(all[partition] ?? 0, now)
        if (isFirst) place.floor = place.book.end
        this.#passed(place, nexts.get(source)?.[partition] ?? 0)
      }
    }
    this.#noteComplete()
  }

  /** Whether the state is whole, as far as was seen. */
  get phase(): 'complete' | 'backfilling' | 'rebuilding' {
    if (this.#missing() === 0 && this.#seenAt !== null) return 'complete'
    return this.#wasComplete ? 'rebuilding' : 'backfilling'
  }

  /** What an answer must hold that is read from now on; it may move on while the answer is read. */
  floors(): Offsets {
    return new Map([...this.#places].map(([source, places]) => [source, places.map(({ floor }) => floor)]))
  }

  /** Judges an answer by what it holds; `floors` were taken before it was read. */
  judge(applied: Applied, floors: Offsets, now: Instant): Judgement {
    const next = (source: string, partition: number) => applied[source]?.[String(partition)] ?? 0
    let missing = 0
    for (const source of Object.keys(applied)) {
      for (const [partition, floor] of (floors.get(source) ?? []).entries()) {
        missing += Math.max(0, floor - next(source, partition))
      }
    }
    if (this.#seenAt === null || missing > 0) {
      return { kind: 'incomplete', phase: this.#wasComplete ? 'rebuilding' : 'backfilling', missing }
    }
    let age = 0
    for (const source of Object.keys(applied)) {
      for (const [partition, place] of (this.#places.get(source) ?? []).entries()) {
        const own = next(source, partition)
        this.#raise(place, own)
        age = Math.max(age, place.book.age(own, now))
      }
    }
    // What came into the log since it was last seen may be as old as that.
    const unseen = this.unseen(now)
    if (age > this.#staleAfter) return { kind: 'stale', age, because: 'ingest-lags' }
    if (unseen > this.#staleAfter) return { kind: 'stale', age: age + unseen, because: 'log-unreachable' }
    return { kind: 'fresh', age }
  }

  /** µs since log and state were last seen; infinite where they never were. */
  unseen(now: Instant): Micros {
    return this.#seenAt === null ? Number.POSITIVE_INFINITY : Math.max(0, now - this.#seenAt)
  }

  /** Every partition as last seen. */
  lags(): PartitionLag[] {
    return [...this.#places].flatMap(([source, places]) => {
      return places.map(({ book, next }, partition) => ({ source, partition, end: book.end, next }))
    })
  }

  /** µs for which the oldest record that the state lacks has been in the log. */
  age(now: Instant): Micros {
    const ages = [...this.#places.values()].flat().map(({ book, next }) => book.age(next, now))
    return Math.max(0, ...ages)
  }

  /** Records that are missing until the state is whole. */
  #missing(): number {
    const places = [...this.#places.values()].flat()
    return places.reduce((sum, { floor, next }) => sum + Math.max(0, floor - next), 0)
  }

  /** The state was seen to hold everything below `next`. */
  #passed(place: Place, next: number): void {
    place.next = next
    if (this.#wasComplete) this.#raise(place, next)
    place.book.forget(next)
  }

  #raise(place: Place, next: number): void {
    if (next > place.floor) place.floor = next
  }

  #noteComplete(): void {
    if (this.#wasComplete || this.#missing() > 0) return
    this.#wasComplete = true
    for (const place of [...this.#places.values()].flat()) this.#raise(place, place.next)
  }
}
