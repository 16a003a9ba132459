import type { Instant, Micros } from '../value.ts'

/** A revision; a bigint only beyond 2⁵³, so that one revision has one representation. */
export type Revision = number | bigint

/** What is kept of an id under its key, whatever became of the fact; semantics § 2. Never changed in place. */
export interface IdState {
  /** The highest revision applied. */
  readonly revision: Revision
  /** α, µs, of the first upsert, also of one that a higher revision had superseded; null while there was none. */
  readonly firstArrival: Instant | null
  /** α − τ of the first upsert, µs; 0 while there was none. */
  readonly lateness: Micros
  /** τ, µs, of the version that stands; null where the highest revision is a delete. */
  readonly eventTime: Instant | null
  /** Revisions of the deletes seen before any upsert: an upsert that repeats one is a redelivery. Empty afterwards. */
  readonly deletes: readonly Revision[]
}

/** The states of some ids, as they were read. */
export interface IdStates {
  get(id: string | bigint): IdState | undefined
}

/** Integers up to 2⁵³ as numbers, larger ones as bigints. */
export function canonicalRevision(revision: number | bigint): Revision {
  if (typeof revision === 'number') return Number.isSafeInteger(revision) ? revision : BigInt(revision)
  return revision <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(revision) : revision
}
