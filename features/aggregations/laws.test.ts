import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NullRule, StoredFeature } from '../definitions.ts'
import { aggregateKinds } from '../definitions.ts'
import type { Value, ValueType } from '../value.ts'
import type { Contribution } from './aggregation.ts'
import { type FeatureAcc, type FinishedFeature, featureFold } from './feature-fold.ts'
import { aggregations } from './index.ts'
import { isNumeric } from './input-types.ts'
import { arbitraryFacts } from './testing/arbitrary-facts.ts'
import { storedFeature } from './testing/stored-feature.ts'

const types: readonly ValueType[] = ['int', 'float', 'bool', 'string', 'timestamp']

function rulesFor(kind: StoredFeature['aggregate']['kind'], type: ValueType): NullRule[] {
  if (aggregations[kind].nulls === 'own') return ['skip']
  return isNumeric(type) ? ['skip', 'zero', 'poison'] : ['skip', 'poison']
}

const cases = aggregateKinds.flatMap(kind =>
  types
    .filter(type => aggregations[kind].accepts(type))
    .flatMap(type => rulesFor(kind, type).map(nulls => ({ kind, type, nulls }))),
)

function deepFreeze<T>(made: T): T {
  if (typeof made === 'object' && made !== null && !Object.isFrozen(made)) {
    Object.freeze(made)
    Object.values(made).forEach(deepFreeze)
  }
  return made
}

/** Merges the facts in the drawn order and grouping; every accumulator is frozen, so a change in place throws. */
function mergeTree(
  feature: StoredFeature,
  facts: readonly Contribution[],
  picks: readonly number[],
): FeatureAcc {
  const fold = featureFold(feature)
  const parts = [deepFreeze(fold.empty), ...facts.map(fact => deepFreeze(fold.lift(fact)))]
  for (const pick of [...picks, ...parts.map(() => 0)]) {
    if (parts.length === 1) break
    const [a] = parts.splice(pick % parts.length, 1)
    const [b] = parts.splice((pick >>> 8) % parts.length, 1)
    parts.push(deepFreeze(fold.merge(a!, b!)))
  }
  return parts[0]!
}

/** The room of semantics § 8 over the non-null inputs, doubled: two orders may each be off by one room. */
function room(feature: StoredFeature, facts: readonly Contribution[], a: number, b: number): number {
  const inputs = facts
    .map(fact => fact.input ?? (feature.nulls === 'zero' ? 0 : null))
    .filter(x => x !== null)
    .map(Number)
  const n = inputs.length
  const { kind } = feature.aggregate
  const sum = n * 2 ** -52 * inputs.reduce((total, x) => total + Math.abs(x), 0)
  if (kind === 'sum') return 2 * sum
  if (kind === 'mean') return (2 * sum) / n
  const spread = Math.max(a, b)
  const mean = Math.abs(inputs.reduce((total, x) => total + x / n, 0))
  return 2 * (1e-9 * spread + n * 2 ** -51 * mean * Math.sqrt(spread)) + 1e-300
}

function expectSame(
  feature: StoredFeature,
  facts: readonly Contribution[],
  a: FinishedFeature,
  b: FinishedFeature,
) {
  expect(b.state).toBe(a.state)
  expect(b.overflow).toBe(a.overflow)
  const { kind } = feature.aggregate
  const exact = kind === 'sum' || kind === 'mean' ? feature.aggregate.of?.type === 'int' : true
  if (kind !== 'variance' && kind !== 'stddev' && exact) return expect(b.value).toEqual(a.value)
  if (a.value === null || b.value === null) return expect(b.value).toBe(a.value)
  const square = (x: Value) => (kind === 'stddev' ? (x as number) ** 2 : (x as number))
  const [x, y] = [square(a.value), square(b.value)]
  expect(Math.abs(x - y)).toBeLessThanOrEqual(room(feature, facts, x, y))
}

describe('every aggregation is a commutative monoid over facts', () => {
  // Catches an accumulator that depends on order or grouping, an empty that is not neutral, and a change in place.
  test.each(cases)('$kind of $type, nulls $nulls', ({ kind, type, nulls }) => {
    const feature = storedFeature(kind, { input: type, nulls, ...(kind === 'latest' ? { ttl: 1 } : {}) })
    const fold = featureFold(feature)
    fc.assert(
      fc.property(arbitraryFacts(type, true), fc.array(fc.nat()), (facts, picks) => {
        const inOrder = facts.reduce((acc, fact) => fold.merge(acc, fold.lift(fact)), fold.empty)
        expectSame(feature, facts, fold.finish(inOrder, 2), fold.finish(mergeTree(feature, facts, picks), 2))
      }),
      { numRuns: 200 },
    )
  })
})
