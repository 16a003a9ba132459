import type { ExpressionScope } from '../../features/expressions/compile-to-js.ts'
import { readField } from '../../features/streaming-plan/read-field.ts'
import type { State, Value } from '../../features/value.ts'
import type { ServedExpression } from './served-target.ts'

/** How a feature's expression is evaluated over what it reads. */
export type Transform = (expression: ServedExpression, scope: ExpressionScope) => Value

export const transform: Transform = ({ evaluate }, scope) => evaluate(scope)

/** Adds the on-demand features to the values that they read, in their order; semantics § 6. */
export function evaluateOnDemand(
  expressions: readonly ServedExpression[],
  request: Readonly<Record<string, Value>>,
  values: Record<string, Value>,
  states: Record<string, State>,
  transformed: Transform,
): void {
  for (const expression of expressions) {
    const value = transformed(expression, new ProbeScope(values, request, expression.columnOf))
    values[expression.column] = value
    states[expression.column] = value === null ? 'null' : 'present'
  }
}

class ProbeScope implements ExpressionScope {
  readonly #values: Readonly<Record<string, Value>>
  readonly #request: Readonly<Record<string, Value>>
  readonly #columnOf: ServedExpression['columnOf']

  constructor(
    values: Readonly<Record<string, Value>>,
    request: Readonly<Record<string, Value>>,
    columnOf: ServedExpression['columnOf'],
  ) {
    this.#values = values
    this.#request = request
    this.#columnOf = columnOf
  }

  /** An expression over features has no fields to read. */
  field(): Value {
    return null
  }

  feature(name: string): Value {
    return readField(this.#values, this.#columnOf(name))
  }

  request(name: string): Value {
    return readField(this.#request, name)
  }
}
