import type { Instant, Micros, Value } from '../value.ts'

/** One version of a fact as the plan keeps it. Plain data, never changed in place. */
export interface Fact {
  readonly id: string | bigint
  /** τ, µs, of this version. */
  readonly eventTime: Instant
  /** α, µs, of the fact's first upsert, which orders facts of equal τ. */
  readonly firstArrival: Instant
  /** α − τ of the first upsert, µs: what allowed lateness is judged on. Null where no feature limits it. */
  readonly lateness: Micros | null
  /** α, µs, of this version: from here on it is known. Null where no scheduled feature looks back. */
  readonly knownFrom: Instant | null
  /** µs: known until just before; null while it stands. Versions that no longer stand are kept for scheduled features. */
  readonly knownTo: Instant | null
  /** The values of the plan's columns: inputs and predicates, evaluated once when the record was applied. */
  readonly columns: readonly Value[]
}
