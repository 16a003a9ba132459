import type { StoredFeature } from '../../../features/definitions.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { Recomputed } from '../recomputed.ts'
import { aggregateInputs } from './aggregate.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import { fieldValue } from './field-value.ts'
import { compareFacts, type Fact } from './known-facts.ts'

/** The two instants that a window hangs on (µs): T twice, except where a leak keeps the tail and moves the head. */
export interface WindowAt {
  readonly head: Instant
  readonly tail: Instant
}

/** value(F, key, T | K) of semantics § 3, given the key's known facts; `completeFrom` (µs) as in § 7. */
export function evaluateFeature(
  feature: StoredFeature,
  known: readonly Fact[],
  at: WindowAt,
  completeFrom: Instant | null,
): Recomputed {
  const facts = known.filter(fact => letsIn(feature, fact, at)).sort(compareFacts)
  const judged = isJudged(feature, facts, at, completeFrom)
  const answer = (
    state: Recomputed['state'],
    value: Value,
    n = 0,
    weight: number | null = null,
  ): Recomputed => {
    return { value, state, n, weight, judged }
  }
  if (facts.length === 0) return answer('not-found', feature.whenEmpty)
  const input = (fact: Fact) => inputOf(feature, fact)
  if (feature.aggregate.kind === 'latest') {
    const newest = facts.at(-1) as Fact
    const ttl = feature.aggregate.ttl
    if (ttl !== null && at.head - newest.eventTime > ttl) return answer('expired', null)
    const value = input(newest)
    return answer(value === null ? 'null' : 'present', value, 1)
  }
  const inputs = feature.aggregate.of === null ? [] : facts.map(input)
  if (feature.nulls === 'poison' && inputs.includes(null)) return answer('null', null)
  const type = feature.aggregate.of?.type ?? null
  const zero = type === 'int' ? 0n : 0
  const used = feature.nulls === 'zero' ? inputs.map(x => x ?? zero) : inputs.filter(x => x !== null)
  const { value, weight } = aggregateInputs(
    feature.aggregate.kind,
    type,
    used,
    facts.length,
    feature.aggregate.n,
  )
  return answer(value === null ? 'null' : 'present', value, used.length, weight)
}

function letsIn(feature: StoredFeature, fact: Fact, at: WindowAt): boolean {
  if (!inWindow(feature, fact.eventTime, at)) return false
  if (feature.allowedLateness !== null && fact.lateness > feature.allowedLateness) return false
  return feature.where === null || evaluateExpression(feature.where, scopeOf(fact)) === true
}

function inWindow(feature: StoredFeature, eventTime: Instant, at: WindowAt): boolean {
  const right = feature.window.closed === 'right'
  const beforeHead = right ? eventTime <= at.head : eventTime < at.head
  const tail = tailOf(feature, at)
  if (tail === null) return beforeHead
  return beforeHead && (right ? eventTime > tail : eventTime >= tail)
}

/** T − w, rounded down to the slide's grid; null for an unbounded window. */
function tailOf(feature: StoredFeature, at: WindowAt): Instant | null {
  const { length, slide } = feature.window
  if (length === null) return null
  return slide === null ? at.tail - length : floorTo(at.tail - length, slide)
}

/** The greatest whole multiple of `step` that is not above `instant`, exact for negative instants too. */
export function floorTo(instant: Instant, step: number): Instant {
  return instant - (((instant % step) + step) % step)
}

function isJudged(
  feature: StoredFeature,
  facts: readonly Fact[],
  at: WindowAt,
  from: Instant | null,
): boolean {
  if (from === null) return true
  const tail = tailOf(feature, at)
  if (tail !== null) return tail >= from
  const newest = facts.at(-1)
  return feature.aggregate.kind === 'latest' && newest !== undefined && newest.eventTime >= from
}

function inputOf(feature: StoredFeature, fact: Fact): Value {
  return feature.aggregate.of === null ? null : evaluateExpression(feature.aggregate.of, scopeOf(fact))
}

function scopeOf(fact: Fact) {
  const absent = () => {
    throw new Error('a stored feature reads fields only')
  }
  return { field: (name: string) => fieldValue(fact.fields, name), feature: absent, request: absent }
}
