import type { Expression } from '../expression.ts'
import type { FieldType, ScalarType, ValueType } from '../value.ts'

/** The types that arithmetic takes. */
export type NumberType = 'int' | 'float'

/** An expression as a features file holds it; its type is known to the compiler. */
export interface TypedExpression<T extends ValueType> {
  readonly type: T
  readonly expression: Expression
}

/** What stands for a value of a type without being an expression: an ISO 8601 string for a timestamp. */
type Plain<T extends ScalarType> = T extends NumberType
  ? number | bigint
  : T extends 'bool'
    ? boolean
    : string

/** An expression of a scalar type, or a plain value in its place. */
type Operand<T extends ScalarType> = TypedExpression<T> | Plain<T>

/** The type of an int beside a float, semantics § 6. */
export type Wider<T extends NumberType, U extends NumberType> = 'float' extends T | U ? 'float' : 'int'

/** What every expression can do; `coalesce` of the expression and its fallbacks, the first that is not null. */
interface AnyExpression<T extends ValueType> extends TypedExpression<T> {
  isNull(): BoolExpression
  coalesce(...others: readonly [TypedExpression<T>, ...TypedExpression<T>[]]): ExpressionOf<T>
}

interface Equality<T extends ScalarType> {
  eq(other: Operand<T>): BoolExpression
  ne(other: Operand<T>): BoolExpression
}

interface Order<T extends ScalarType> extends Equality<T> {
  lt(other: Operand<T>): BoolExpression
  le(other: Operand<T>): BoolExpression
  gt(other: Operand<T>): BoolExpression
  ge(other: Operand<T>): BoolExpression
}

export interface BoolExpression extends TypedExpression<'bool'>, Equality<'bool'> {
  isNull(): BoolExpression
  coalesce(...others: readonly [Operand<'bool'>, ...Operand<'bool'>[]]): BoolExpression
  and(...others: readonly [Operand<'bool'>, ...Operand<'bool'>[]]): BoolExpression
  or(...others: readonly [Operand<'bool'>, ...Operand<'bool'>[]]): BoolExpression
  not(): BoolExpression
}

/**
 * Numbers: beside an int a plain number must be whole, and is an int; beside a float it is a float. `ln` and `exp` are
 * for on-demand features only.
 */
export interface NumberExpression<T extends NumberType> extends TypedExpression<T>, Order<NumberType> {
  isNull(): BoolExpression
  coalesce<U extends NumberType = T>(
    ...others: readonly [TypedExpression<U> | number | bigint, ...(TypedExpression<U> | number | bigint)[]]
  ): NumberExpression<Wider<T, U>>
  add<U extends NumberType = T>(other: TypedExpression<U> | number | bigint): NumberExpression<Wider<T, U>>
  sub<U extends NumberType = T>(other: TypedExpression<U> | number | bigint): NumberExpression<Wider<T, U>>
  mul<U extends NumberType = T>(other: TypedExpression<U> | number | bigint): NumberExpression<Wider<T, U>>
  mod<U extends NumberType = T>(other: TypedExpression<U> | number | bigint): NumberExpression<Wider<T, U>>
  div(other: Operand<NumberType>): NumberExpression<'float'>
  neg(): NumberExpression<T>
  abs(): NumberExpression<T>
  floor(): NumberExpression<T>
  sqrt(): NumberExpression<'float'>
  ln(): NumberExpression<'float'>
  exp(): NumberExpression<'float'>
}

export interface StringExpression extends TypedExpression<'string'>, Order<'string'> {
  isNull(): BoolExpression
  coalesce(...others: readonly [Operand<'string'>, ...Operand<'string'>[]]): StringExpression
  lower(): StringExpression
  upper(): StringExpression
  concat(...others: readonly [Operand<'string'>, ...Operand<'string'>[]]): StringExpression
  length(): NumberExpression<'int'>
}

export interface TimestampExpression extends TypedExpression<'timestamp'>, Order<'timestamp'> {
  isNull(): BoolExpression
  coalesce(...others: readonly [Operand<'timestamp'>, ...Operand<'timestamp'>[]]): TimestampExpression
}

/** Vectors of `D` elements; `dot` and `cosine` are for on-demand features only. */
export interface VectorExpression<T extends ValueType, D extends number> extends AnyExpression<T> {
  dot(other: TypedExpression<`vector<${'float32' | 'float64'},${D}>`>): NumberExpression<'float'>
  cosine(other: TypedExpression<`vector<${'float32' | 'float64'},${D}>`>): NumberExpression<'float'>
}

/** The methods that an expression of a type has. */
export type ExpressionOf<T extends ValueType> = T extends NumberType
  ? NumberExpression<T>
  : T extends 'bool'
    ? BoolExpression
    : T extends 'string'
      ? StringExpression
      : T extends 'timestamp'
        ? TimestampExpression
        : T extends `vector<${'float32' | 'float64'},${infer D extends number}>`
          ? VectorExpression<T, D>
          : AnyExpression<T>

/** The expressions that read named values of these types. */
export type Reads<T extends Readonly<Record<string, ValueType>>> = {
  readonly [K in keyof T]: ExpressionOf<T[K]>
}

/** Types by name, as sources declare their fields and on-demand features what a request gives. */
export type FieldTypes = Readonly<Record<string, FieldType>>
