import type { Instant, Value } from './value.ts'

export type Op = 'upsert' | 'delete'

/** One record of a source's log, as it was appended; semantics § 2. Nothing in it is trusted to be legal. */
export interface LogRecord {
  readonly source: string
  /** The fact. A string id and an integer id are different ids. */
  readonly id: string | bigint | null
  /** τ, µs; null is legal on a delete only. */
  readonly eventTime: Instant | null
  /** α, µs. */
  readonly arrivalTime: Instant
  readonly op: Op | string | null
  readonly revision: number | bigint | null
  /** Every field of the source, the key's fields among them; an absent field equals null. */
  readonly fields: Readonly<Record<string, Value>>
}

/** Where a record stands in a partitioned log. */
export interface Placement {
  readonly partition: number
  readonly offset: number
}

/** A record with its place in the log: `position` orders the records of equal arrival time. */
export interface PlacedRecord extends LogRecord {
  readonly position: number
  readonly placement: Placement | null
}

/** Why a record was refused; rejects are as if never appended and are counted by these names. */
export const rejectReasons = [
  'no-id',
  'no-key',
  'illegal-op',
  'illegal-revision',
  'no-event-time',
  'event-time-out-of-range',
  'no-arrival-time',
  'illegal-value',
  'wrong-type',
  'id-under-another-key',
] as const

export type RejectReason = (typeof rejectReasons)[number]
