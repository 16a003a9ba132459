import type { StoredFeature } from '../../features/definitions.ts'
import type { Expression } from '../../features/expression.ts'
import { ownMember } from '../../features/own-member.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { EvaluationPoint } from '../oracle/recomputed.ts'
import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'
import { evaluateExpression } from '../oracle/specification/evaluate-expression.ts'
import { floorTo } from '../oracle/specification/evaluate-feature.ts'
import type { Asked } from './cell.ts'
import { type Answer, type Look, type Policy, semantics } from './policy.ts'
import { resolveById, resolveFacts, type TracedFact } from './traced-fact.ts'

/** What a policy says of a cell, and the facts that it let in, oldest first. */
export interface Evaluated {
  readonly answer: Answer
  readonly facts: readonly TracedFact[]
}

/** value(F, key, T | K) as a store with these decisions gives it; without any it is semantics §§ 2–5. */
export function evaluateAsked(asked: Asked, changed: Partial<Policy> = {}): Evaluated {
  const policy = { ...semantics, ...changed }
  const feature = policy.feature(asked.feature)
  const look = policy.look(lookOf(feature, asked.point), asked)
  const known = policy.facts(factsOf(asked, look, policy), asked, look)
  const ends = policy.ends(feature, look.asOf, known)
  const within = known.filter(fact => policy.within(ends, fact.eventTime) && isLetIn(feature, fact, policy))
  const facts = policy.letIn(within, asked).toSorted(policy.order)
  return { answer: policy.answer(answerOf(feature, look.asOf, facts, policy), feature, facts), facts }
}

/** Where a feature looks: T, or its newest refresh R that was there by min(K, T); semantics § 3. */
export function lookOf(feature: StoredFeature, { asOf, knowledge, trained }: EvaluationPoint): Look {
  const { refresh } = feature
  const by = knowledge.kind === 'at' ? knowledge.k : (knowledge.greatest ?? Number.NEGATIVE_INFINITY)
  const read = refresh === null ? asOf : refreshedAt(refresh, Math.min(by, asOf))
  const until = refresh === null || trained ? Number.POSITIVE_INFINITY : read + refresh.delay
  const isVisible = (record: AcceptedRecord): boolean => {
    if (record.arrival > until) return false
    if (knowledge.kind === 'at') return record.arrival <= knowledge.k
    const place = record.record.placement
    return place !== null && place.offset < (knowledge.offsets[place.partition] ?? 0)
  }
  return { asOf: read, isVisible }
}

export function refreshedAt({ every, delay }: NonNullable<StoredFeature['refresh']>, by: Instant): Instant {
  return Number.isFinite(by) ? floorTo(by - delay, every) : by
}

/** The facts of what is seen, kept by what was asked: most policies change nothing of them. */
const resolved = new WeakMap<Asked, readonly TracedFact[]>()

/** Lets a question share the facts that another one with its key and its look has resolved. */
export function shareFacts(asked: Asked, facts: readonly TracedFact[]): void {
  resolved.set(asked, facts)
}

function factsOf(asked: Asked, look: Look, policy: Policy): readonly TracedFact[] {
  const isPlain =
    policy.resolve === resolveById &&
    policy.records === semantics.records &&
    policy.look === semantics.look &&
    (policy.feature === semantics.feature || asked.feature.refresh === null)
  const kept = isPlain ? resolved.get(asked) : undefined
  if (kept !== undefined) return kept
  const records = asked.key.includes(null) ? [] : asked.records
  const seen = policy.records(records, asked).filter(look.isVisible)
  const facts = resolveFacts(seen, policy.resolve)
  if (isPlain) resolved.set(asked, facts)
  return facts
}

function isLetIn(feature: StoredFeature, fact: TracedFact, policy: Policy): boolean {
  if (feature.allowedLateness !== null && !policy.inTime(fact, feature.allowedLateness)) return false
  return feature.where === null || policy.passes(fieldValue(feature.where, fact))
}

function answerOf(
  feature: StoredFeature,
  asOf: Instant,
  facts: readonly TracedFact[],
  policy: Policy,
): Answer {
  const { kind, of, ttl, n } = feature.aggregate
  if (facts.length === 0) return { value: feature.whenEmpty, state: 'not-found', n: 0, weight: null }
  if (kind === 'latest') {
    const newest = facts.at(-1) as TracedFact
    if (policy.isExpired(asOf - newest.eventTime, ttl)) return plain('expired', null, 0)
    const value = inputOf(feature, newest)
    return plain(value === null ? 'null' : 'present', value, 1)
  }
  const inputs = of === null ? [] : policy.inputs(inputsOf(feature, facts), feature)
  if (inputs === null) return plain('null', null, 0)
  const { value, weight } = policy.aggregate(kind, of?.type ?? null, inputs, facts, n)
  return { value, state: value === null ? 'null' : 'present', n: inputs.length, weight }
}

function plain(state: Answer['state'], value: Value, n: number): Answer {
  return { state, value, n, weight: null }
}

/** What each fact gives to a feature's aggregate, null where it gives nothing. */
export function inputsOf(feature: StoredFeature, facts: readonly TracedFact[]): Value[] {
  return facts.map(fact => inputOf(feature, fact))
}

function inputOf({ aggregate: { of } }: StoredFeature, fact: TracedFact): Value {
  return of === null ? null : fieldValue(of, fact)
}

/** Values of expressions, by expression and by the fields that they read: policies ask for them again and again. */
const values = new WeakMap<Expression, WeakMap<TracedFact['fields'], Value>>()

function fieldValue(expression: Expression, { fields }: TracedFact): Value {
  const known = values.get(expression) ?? new WeakMap<TracedFact['fields'], Value>()
  values.set(expression, known)
  const value = known.get(fields)
  if (value !== undefined) return value
  const made = evaluateExpression(expression, scopeOf(fields))
  known.set(fields, made)
  return made
}

function scopeOf(fields: TracedFact['fields']) {
  const absent = () => {
    throw new Error('a stored feature reads fields only')
  }
  return { field: (name: string) => ownMember(fields, name) ?? null, feature: absent, request: absent }
}
