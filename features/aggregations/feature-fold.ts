import type { StoredFeature } from '../definitions.ts'
import type { Instant, State, Value } from '../value.ts'
import type { Contribution, Monoid } from './aggregation.ts'
import { aggregations } from './index.ts'

/** What is kept of the facts that a window lets in (E of semantics § 4). Plain data, never changed in place. */
export interface FeatureAcc {
  /** |E|, rows. */
  readonly facts: number
  /** One null input spoilt the result: the rule is `poison`. */
  readonly poisoned: boolean
  /** The kind's own accumulator over the inputs after the null rule. */
  readonly inner: unknown
}

export interface FinishedFeature {
  readonly value: Value
  readonly state: Exclude<State, 'error'>
  /** The value is null because an exact int sum does not fit 64 bits. */
  readonly overflow: boolean
}

/** The commutative monoid of one feature over facts; its last step gives the value and its state. */
export interface FeatureFold {
  readonly empty: FeatureAcc
  /** `fact.input` is the input as the expression gave it, null or not: the null rule is applied here. */
  lift(fact: Contribution): FeatureAcc
  merge(a: FeatureAcc, b: FeatureAcc): FeatureAcc
  /** `asOf` (µs) is T, or R for a scheduled feature: a ttl counts from it. */
  finish(acc: FeatureAcc, asOf: Instant): FinishedFeature
}

/** Applies the null rule and the four states of semantics § 4 around the kind's monoid. */
export function featureFold(feature: StoredFeature): FeatureFold {
  const monoid = aggregations[feature.aggregate.kind].monoid(feature)
  return {
    empty: { facts: 0, poisoned: false, inner: monoid.empty },
    lift: lifter(feature, monoid),
    merge: (a, b) => ({
      facts: a.facts + b.facts,
      poisoned: a.poisoned || b.poisoned,
      inner: monoid.merge(a.inner, b.inner),
    }),
    finish: (acc, asOf) => finish(feature, monoid, acc, asOf),
  }
}

function lifter(feature: StoredFeature, monoid: Monoid<unknown>): FeatureFold['lift'] {
  const skipped: FeatureAcc = { facts: 1, poisoned: feature.nulls === 'poison', inner: monoid.empty }
  const zero = feature.aggregate.of?.type === 'int' ? 0n : 0
  const whole = (fact: Contribution): FeatureAcc => ({ facts: 1, poisoned: false, inner: monoid.lift(fact) })
  if (aggregations[feature.aggregate.kind].nulls === 'own') return whole
  if (feature.nulls === 'zero') return fact => whole(fact.input === null ? { ...fact, input: zero } : fact)
  return fact => (fact.input === null ? skipped : whole(fact))
}

/** The first state that holds is the state: not-found, expired, null, present. */
function finish(
  feature: StoredFeature,
  monoid: Monoid<unknown>,
  acc: FeatureAcc,
  asOf: Instant,
): FinishedFeature {
  if (acc.facts === 0) return { value: feature.whenEmpty, state: 'not-found', overflow: false }
  if (monoid.expired?.(acc.inner, asOf)) return { value: null, state: 'expired', overflow: false }
  if (acc.poisoned) return { value: null, state: 'null', overflow: false }
  const value = monoid.finish(acc.inner)
  const overflow = monoid.overflowed?.(acc.inner) ?? false
  return { value, state: value === null ? 'null' : 'present', overflow }
}
