import type { ValueType } from '../value.ts'
import { literalOf, wrap } from './build-expression.ts'
import type { BoolExpression, ExpressionOf, NumberExpression, StringExpression } from './expression-types.ts'

/**
 * A literal. A number is a float and a bigint an int, as values are in memory; null, timestamps (ISO 8601 with a zone),
 * lists and vectors state their type.
 * @throws PlumblineError `bad-definition` where the value is not one of the type
 */
export function literal(value: boolean): BoolExpression
export function literal(value: number): NumberExpression<'float'>
export function literal(value: bigint): NumberExpression<'int'>
export function literal(value: string): StringExpression
export function literal<T extends ValueType>(value: unknown, type: T): ExpressionOf<T>
export function literal(value: unknown, type?: ValueType): unknown {
  return wrap(literalOf(typeof value === 'bigint' ? String(value) : value, type ?? impliedType(value)))
}

function impliedType(value: unknown): ValueType {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  return typeof value === 'string' ? 'string' : 'float'
}
