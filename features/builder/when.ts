import type { ValueType } from '../value.ts'
import { buildCall, wrap } from './build-expression.ts'
import type {
  ExpressionOf,
  NumberExpression,
  NumberType,
  TypedExpression,
  Wider,
} from './expression-types.ts'

/**
 * The call `if`: `then` where the condition is true, `otherwise` where it is false or null; semantics § 6. An int
 * beside a float becomes a float.
 */
export function when<T extends NumberType, U extends NumberType>(
  condition: TypedExpression<'bool'>,
  then: TypedExpression<T>,
  otherwise: TypedExpression<U>,
): NumberExpression<Wider<T, U>>
export function when<T extends ValueType>(
  condition: TypedExpression<'bool'>,
  then: TypedExpression<T>,
  otherwise: TypedExpression<NoInfer<T>>,
): ExpressionOf<T>
export function when(
  condition: TypedExpression<'bool'>,
  then: TypedExpression<ValueType>,
  otherwise: TypedExpression<ValueType>,
): TypedExpression<ValueType> {
  return wrap(buildCall('if', [condition.expression, then.expression, otherwise.expression]))
}
