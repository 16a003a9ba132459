import type { AggregateKind } from '../../features/definitions.ts'
import type { FieldType, Micros, Value } from '../../features/value.ts'
import type { LineFact, LineStep, PossibleFinding, Way } from './profile-line.ts'

export const ms = 1_000
export const second = 1_000_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** What a fact is beside its key and value; ids are drawn from nothing: a fact without one is called by its times. */
interface FactMore {
  readonly key?: string | Readonly<Record<string, Value>>
  readonly arrives?: Micros
  readonly id?: string
  readonly revision?: number
}

/** An upsert of the field `x` under a key (by default `a`) that arrives when it happens. */
export function fact(at: Micros, x: Value, more: FactMore = {}): LineFact {
  const { key = 'a', arrives = at, id, revision = 0 } = more
  const parts = keyOf(key)
  const named = id ?? `${Object.values(parts).join('/')}@${at}`
  return { id: named, key: parts, at, arrives, revision, op: 'upsert', fields: { x } }
}

function keyOf(key: string | Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return typeof key === 'string' ? { name: key } : key
}

/** Records that are appended in one call. */
export function append(...facts: readonly LineFact[]): LineStep {
  return { kind: 'append', facts }
}

/** Records that are appended one by one. */
export function appendEach(...facts: readonly LineFact[]): LineStep[] {
  return facts.map(each => append(each))
}

/** Keys that are asked for in one call; any later T would do. */
export function ask(at: Micros, ...keys: readonly (string | Readonly<Record<string, Value>>)[]): LineStep {
  return { kind: 'ask', at, chosen: false, keys: keys.map(keyOf) }
}

/** As `ask`, but at that very T. */
export function askAt(at: Micros, ...keys: readonly (string | Readonly<Record<string, Value>>)[]): LineStep {
  return { kind: 'ask', at, chosen: true, keys: keys.map(keyOf) }
}

/** What a way says; the rest is as most have it. */
type WayOptions = Partial<Omit<Way, 'aggregates' | 'steps' | 'features' | 'fields'>> & {
  /** The aggregation of the only feature `v` over the only field `x`. */
  readonly kind: AggregateKind
  /** `x`; null: the aggregation takes no input. */
  readonly type?: FieldType
  readonly input?: boolean
  /** What else its aggregate and the feature say. */
  readonly aggregate?: object
  readonly feature?: object
  readonly steps: readonly LineStep[]
}

/** A way that asks one feature `v` over the field `x` of facts of one key part `name`. */
export function way(options: WayOptions): Way {
  const { kind, type = 'int', input = true, aggregate = {}, feature = {}, ...rest } = options
  const of = input ? { of: { field: 'x' } } : {}
  return {
    records: [],
    entity: { name: 'string' },
    showsStates: false,
    possible: [],
    ...rest,
    aggregates: [kind],
    fields: { x: type },
    features: { v: { aggregate: { kind, ...of, ...aggregate }, ...feature } },
  }
}

/** One of the answers that a way foresees. */
export function found(
  finding: string,
  answers: readonly string[],
  says: string,
  rule?: PossibleFinding['rule'],
): PossibleFinding {
  return rule === undefined ? { finding, answers, says } : { finding, answers, says, rule }
}
