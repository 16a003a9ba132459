import { aggregations } from '../aggregations/index.ts'
import type { AggregateKind, NullRule } from '../definitions.ts'
import type { Duration } from '../duration.ts'
import { writeExpression } from '../expressions/write-expression.ts'
import { PlumblineError } from '../plumbline-error.ts'
import type { ValueType } from '../value.ts'
import type { TypedExpression } from './expression-types.ts'
import type { Settings } from './settings.ts'

type Input = TypedExpression<ValueType> | null

/** What the settings of all kinds may hold; `SourceBuilder` says which kind takes what. */
export type AnySettings = Settings<ValueType> & { readonly nulls?: NullRule; readonly ttl?: Duration }

interface AggregateDraft {
  readonly kind: AggregateKind
  readonly of: Input
  readonly n: number | undefined
}

/**
 * The type of an aggregate's result.
 * @throws PlumblineError `bad-definition` where the kind does not take the input
 */
export function resultType(kind: AggregateKind, of: Input): ValueType {
  const input = of?.type ?? null
  const aggregation = aggregations[kind]
  if (aggregation.accepts(input)) return aggregation.resultType(input)
  throw new PlumblineError('bad-definition', `${kind} takes ${aggregation.inputs}: it was given ${input}.`)
}

/** A stored feature as documents write it; what was not said is left out. */
export function featureDocument(
  source: string,
  where: Input,
  { kind, of, n }: AggregateDraft,
  { ttl, whenEmpty, ...settings }: AnySettings,
): Readonly<Record<string, unknown>> {
  const write = (input: Input) => (input === null ? undefined : writeExpression(input.expression))
  const aggregate = stated({ kind, of: write(of), n, ttl })
  return stated({ source, aggregate, where: write(where), whenEmpty: plainJson(whenEmpty), ...settings })
}

/** The members that have a value. */
export function stated(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** A plain value as JSON: bigints as strings of digits. */
function plainJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return Array.isArray(value) ? value.map(plainJson) : value
}
