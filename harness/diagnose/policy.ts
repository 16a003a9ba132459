import type { AggregateKind, StoredFeature } from '../../features/definitions.ts'
import type { Instant, Micros, Value, ValueType } from '../../features/value.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'
import { type Aggregated, aggregateInputs } from '../oracle/specification/aggregate.ts'
import { floorTo } from '../oracle/specification/evaluate-feature.ts'
import { compareFacts } from '../oracle/specification/known-facts.ts'
import type { Asked } from './cell.ts'
import { type ResolveId, resolveById, type TracedFact } from './traced-fact.ts'

/** The two ends of a window (µs) and to which of them it reaches; null where it has no such end. */
export interface Ends {
  readonly tail: Instant | null
  readonly tailIncluded: boolean
  readonly head: Instant | null
  readonly headIncluded: boolean
}

/** What a feature reads: which instant, and which records. */
export interface Look {
  readonly asOf: Instant
  readonly isVisible: (record: AcceptedRecord) => boolean
}

/** What an answer is without the facts behind it. */
export type Answer = Omit<Recomputed, 'judged'>

/**
 * Every decision of `docs/semantics.md` that a counterfactual exchanges. The policy that decides nothing anew gives
 * what the specification evaluator gives.
 */
export interface Policy {
  /** The feature as the store has read it. */
  readonly feature: (feature: StoredFeature) => StoredFeature
  /** Where the store looks, given where it should; § 3, refresh. */
  readonly look: (look: Look, asked: Asked) => Look
  /** The records that are the key's. */
  readonly records: (records: readonly AcceptedRecord[], asked: Asked) => readonly AcceptedRecord[]
  /** § 2. */
  readonly resolve: ResolveId
  /** What else becomes of the facts of the key, before a window is laid over them. */
  readonly facts: (facts: readonly TracedFact[], asked: Asked, look: Look) => readonly TracedFact[]
  /** § 3, window and slide, over the facts that the key has. */
  readonly ends: (feature: StoredFeature, asOf: Instant, facts: readonly TracedFact[]) => Ends
  /** § 3: whether an event time (µs) lies between them. */
  readonly within: (ends: Ends, time: Instant) => boolean
  /** § 3, allowed lateness. */
  readonly inTime: (fact: TracedFact, allowed: Micros) => boolean
  /** § 3, `where`, given what its predicate says. */
  readonly passes: (predicate: Value) => boolean
  /** What becomes of the facts that are let in. */
  readonly letIn: (facts: readonly TracedFact[], asked: Asked) => readonly TracedFact[]
  /** § 5. */
  readonly order: (a: TracedFact, b: TracedFact) => number
  /** § 4: the inputs that are aggregated; null where a null poisons them. */
  readonly inputs: (inputs: readonly Value[], feature: StoredFeature) => readonly Value[] | null
  /** § 5. */
  readonly aggregate: (
    kind: Exclude<AggregateKind, 'latest'>,
    type: ValueType | null,
    inputs: readonly Value[],
    facts: readonly TracedFact[],
    n: number | null,
  ) => Aggregated
  /** § 5: whether a `latest` of this age (µs) is past its ttl (µs; null: none is declared). */
  readonly isExpired: (age: Micros, ttl: Micros | null) => boolean
  /** What is said in the end. */
  readonly answer: (answer: Answer, feature: StoredFeature, facts: readonly TracedFact[]) => Answer
}

/** T − w rounded down to the grid of the slide; null for an unbounded window. */
export function tailOf({ window: { length, slide } }: StoredFeature, asOf: Instant): Instant | null {
  if (length === null) return null
  return slide === null ? asOf - length : floorTo(asOf - length, slide)
}

export function endsOf(feature: StoredFeature, asOf: Instant): Ends {
  const right = feature.window.closed === 'right'
  return { tail: tailOf(feature, asOf), tailIncluded: !right, head: asOf, headIncluded: right }
}

export function isWithin({ tail, tailIncluded, head, headIncluded }: Ends, time: Instant): boolean {
  if (head !== null && !(headIncluded ? time <= head : time < head)) return false
  return tail === null || (tailIncluded ? time >= tail : time > tail)
}

export function plainInputs(inputs: readonly Value[], feature: StoredFeature): readonly Value[] | null {
  if (feature.nulls === 'poison' && inputs.includes(null)) return null
  if (feature.nulls !== 'zero') return inputs.filter(each => each !== null)
  return inputs.map(each => each ?? zeroOf(feature))
}

/** The zero of a feature's input type. */
export function zeroOf(feature: StoredFeature): Value {
  return feature.aggregate.of?.type === 'int' ? 0n : 0
}

/** What `docs/semantics.md` says. */
export const semantics: Policy = {
  feature: feature => feature,
  look: look => look,
  records: records => records,
  resolve: resolveById,
  facts: facts => facts,
  ends: endsOf,
  within: isWithin,
  inTime: (fact, allowed) => fact.lateness <= allowed,
  passes: predicate => predicate === true,
  letIn: facts => facts,
  order: compareFacts,
  inputs: plainInputs,
  aggregate: (kind, type, inputs, facts, n) => aggregateInputs(kind, type, inputs, facts.length, n),
  isExpired: (age, ttl) => ttl !== null && age > ttl,
  answer: answer => answer,
}
