import type { AggregateKind, StoredFeature } from '../definitions.ts'
import type { Instant, Value, ValueType } from '../value.ts'
import type { AggregationSql } from './aggregation-sql.ts'
import type { AcceptedInputs } from './input-types.ts'

/** One fact as an aggregation sees it: its input, and what orders it among its equals. */
export interface Contribution {
  readonly input: Value
  /** τ, µs. */
  readonly eventTime: Instant
  /** α of the fact's first upsert, µs. */
  readonly firstArrival: Instant
  readonly id: string | bigint
}

/**
 * A commutative monoid over facts; semantics § 5. `Acc` is plain data (numbers, bigints, strings, arrays, objects of
 * these), never changed in place, so that a store can keep it, encode it and merge it in any order.
 */
export interface Monoid<Acc> {
  readonly empty: Acc
  /** A kind whose nulls are met by rule is never given a null input; see `featureFold`. */
  lift(fact: Contribution): Acc
  merge(a: Acc, b: Acc): Acc
  /** The result over the inputs merged so far; null where the aggregation has none. Pure. */
  finish(acc: Acc): Value
  /** Whether the value is too old at `asOf` (µs) to be served; absent means never. */
  expired?(acc: Acc, asOf: Instant): boolean
  /** Whether `finish` gives null because an exact int result does not fit 64 bits; absent means never. */
  overflowed?(acc: Acc): boolean
}

/** One aggregation: its types, its null rule, its monoid and its SQL. */
export interface Aggregation<Acc = unknown> extends AcceptedInputs {
  readonly kind: AggregateKind
  /** How nulls are met: by the feature's `nulls`, or not at all because the kind has a rule of its own. */
  readonly nulls: 'by-rule' | 'own'
  /** The type of the result for an input that `accepts` takes. */
  resultType(input: ValueType | null): ValueType
  monoid(feature: StoredFeature): Monoid<Acc>
  readonly sql: AggregationSql
}
