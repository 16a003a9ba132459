import type { Definitions, StoredFeature } from '../../features/definitions.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { EvaluationPoint, Recomputed } from '../oracle/recomputed.ts'
import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'

/**
 * What the judge asks of one source's log, as one document sees it, to find what a store could have served and what
 * a training set should not have known. `SpecificationLog` is one.
 */
export interface SpecSource {
  /** One cell by semantics §§ 3–7; `tailFrom` (µs) keeps the window's tail where that instant puts it. */
  evaluate(
    feature: StoredFeature,
    key: readonly Value[],
    point: EvaluationPoint,
    tailFrom?: Instant,
  ): Recomputed
  /** Accepted records of a key, in log order: what a diagnosis reads. */
  records(key: readonly Value[]): readonly AcceptedRecord[]
  /** The keys of its accepted records. */
  keys(): readonly (readonly Value[])[]
  /** Distinct accepted arrivals of a key, ascending, µs. */
  arrivals(key: readonly Value[]): readonly Instant[]
  /** Distinct event times among a key's accepted upserts of every revision, ascending, µs. */
  eventTimes(key: readonly Value[]): readonly Instant[]
  /** Greatest accepted arrival (µs), null for an empty log. */
  readonly lastArrival: Instant | null
  /** Greatest α below the given offsets, by partition; null where nothing lies below. */
  greatestApplied(offsets: Readonly<Record<string, number>>): Instant | null
  /** Smallest α at or above the given offsets, by partition; null where everything lies below. */
  smallestNotApplied(offsets: Readonly<Record<string, number>>): Instant | null
  /** False where the log has no partitions and offsets, so that stated offsets say nothing; absent: it has. */
  readonly hasOffsets?: boolean
}

/** Finds the log of a document's source; called only where a served or training value differs. */
export type SpecSources = (definitions: Definitions, source: string) => SpecSource
