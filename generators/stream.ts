import type { RejectReason } from '../features/log-record.ts'
import type { Instant } from '../features/value.ts'
import type { KeyShape } from './keys.ts'
import type { Lateness } from './lateness.ts'
import type { Duration } from './micros.ts'
import type { Times } from './times.ts'
import type { ValueShape } from './values.ts'

/** A share of the facts (0 to 1), each chosen for itself. */
export type Share = number

/**
 * What the log of one source is like: plain data, so that it can be printed and stored with the seed. Everything but
 * `count` has a default, and the defaults make no adversity.
 */
export interface Stream {
  /** Facts, before duplicates, corrections and the like add their records. */
  readonly count: number
  /** When event time begins, µs or ISO 8601; by default 2026-03-01T00:00:00Z. */
  readonly start?: Instant | string
  /** How ids look; `text` by default, `unicode` where code units and code points order them otherwise. The order of ids is not the order of arrival. */
  readonly ids?: 'text' | 'int' | 'wide-int' | 'unicode'
  readonly keys?: KeyShape
  readonly times?: Times
  /** How long after its event time a fact arrives; at once by default. */
  readonly late?: Lateness
  /** By field; `normal` by default. */
  readonly values?: ValueShape | Readonly<Record<string, ValueShape>>
  /** How often a field is null, for all fields but the key's, or by field. */
  readonly nulls?: Share | Readonly<Record<string, Share>>
  /** Facts whose event time is put on an edge of a window, a slide, a ttl or a refresh, or 1 µs beside it. */
  readonly edges?: Share
  /** Facts that arrive exactly at their allowed lateness, or 1 µs beside it. */
  readonly lateEdges?: Share
  /**
   * So many edges of the definitions' rules are sought one by one after the other facts: 1 µs before, at and 1 µs after,
   * each with the question that it decides. None by default.
   */
  readonly seeks?: number
  /** How many of the fields that are null are absent instead, which is the same. */
  readonly absent?: Share
  readonly future?: FutureDated
  /** Facts decades away, or at the very ends of time (±(2⁵³ − 1) µs), that arrive among the others. */
  readonly far?: Share
  readonly corrections?: Corrections
  readonly retractions?: Retractions
  readonly duplicates?: Duplicates
  readonly rejects?: Rejects
}

/** Facts that arrive before they happened, because the producer's clock runs ahead. */
interface FutureDated {
  readonly share: Share
  /** At most so far ahead. */
  readonly ahead: Duration
}

export interface Corrections {
  readonly share: Share
  /** At most so many corrections of one fact; 1 by default. */
  readonly each?: number
  /** At most so long after what it corrects. */
  readonly after: Duration
  /** How many of them move the event time too; a quarter by default. */
  readonly moves?: Share
  /** How many arrive before a lower revision. */
  readonly outOfOrder?: Share
}

interface Retractions {
  readonly share: Share
  readonly after: Duration
  /** How many arrive before the fact that they delete. */
  readonly early?: Share
  /** How many facts are brought back later by a higher revision. */
  readonly revived?: Share
}

/** Records that were sent again. */
interface Duplicates {
  readonly share: Share
  /** At most so many copies of one record; 1 by default. */
  readonly each?: number
  readonly after: Duration
  /** How many hold something else than the first (a producer conflict), which must not matter. */
  readonly conflicting?: Share
}

/** Illegal records, which are as if never appended. */
interface Rejects {
  /** How many there are, in proportion to the facts. */
  readonly share: Share
  readonly reasons?: readonly RejectReason[]
}
