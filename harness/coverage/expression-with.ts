import type { CallName, Expression } from '../../features/expression.ts'
import type { Value } from '../../features/value.ts'
import { type ExpressionScope, evaluateExpression } from '../oracle/specification/evaluate-expression.ts'

/** An expression by the specification, but for the calls of one name: what a mistake makes of them. */
export function withCall(
  expression: Expression,
  scope: ExpressionScope,
  name: CallName | null = null,
  mistake: (args: readonly Value[], right: Value) => Value | undefined = () => undefined,
): Value {
  if (expression.node === 'toFloat') {
    const value = withCall(expression.of, scope, name, mistake)
    return value === null ? null : Number(value)
  }
  if (expression.node !== 'call') return evaluateExpression(expression, scope)
  const values = expression.args.map(each => withCall(each, scope, name, mistake))
  const args = expression.args.map(
    ({ type }, i): Expression => ({ node: 'literal', value: values[i] as Value, type }),
  )
  const right = evaluateExpression({ ...expression, args }, scope)
  const wrong = expression.call === name ? mistake(values, right) : undefined
  return wrong === undefined ? right : wrong
}

const known = new WeakMap<Expression, ReadonlySet<CallName>>()

/** The names of the calls in an expression. */
export function callsOf(expression: Expression): ReadonlySet<CallName> {
  const found = known.get(expression)
  if (found !== undefined) return found
  const names = new Set<CallName>()
  const visit = (each: Expression): void => {
    if (each.node === 'toFloat') visit(each.of)
    if (each.node !== 'call') return
    names.add(each.call)
    each.args.forEach(visit)
  }
  visit(expression)
  known.set(expression, names)
  return names
}
