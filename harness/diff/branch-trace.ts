import type { Expression } from '../../features/expression.ts'
import type { Value } from '../../features/value.ts'
import { type ExpressionScope, evaluateExpression } from '../oracle/specification/evaluate-expression.ts'

/** A scope that also knows which features are expressions computed here, because nobody gave their values. */
export interface TraceScope extends ExpressionScope {
  /** Null where the feature's value is at hand. */
  inlined(name: string): { readonly expression: Expression; readonly scope: TraceScope } | null
}

/**
 * The turns that an expression takes: which branch of each `if` and `coalesce` on its way, and on which side of zero
 * each divisor and each difference of an `eq` lies. Two traces that differ mean that a branch or null-ness changes
 * between the two scopes; semantics § 8.
 */
export function branchTrace(expression: Expression, scope: TraceScope): string {
  switch (expression.node) {
    case 'literal':
    case 'field':
    case 'request':
      return ''
    case 'toFloat':
      return branchTrace(expression.of, scope)
    case 'feature': {
      const inlined = scope.inlined(expression.name)
      return inlined === null ? '' : branchTrace(inlined.expression, inlined.scope)
    }
    case 'call':
      return traceCall(expression, scope)
  }
}

function traceCall({ call, args }: Extract<Expression, { node: 'call' }>, scope: TraceScope): string {
  const [first, second, third] = args as [Expression, Expression, Expression]
  const traces = (each: readonly Expression[]) => each.map(arg => branchTrace(arg, scope)).join('')
  switch (call) {
    case 'if': {
      const taken = evaluateExpression(first, scope) === true
      return `${branchTrace(first, scope)}${taken ? 'T' : 'E'}${branchTrace(taken ? second : third, scope)}`
    }
    case 'coalesce': {
      const found = args.findIndex(arg => evaluateExpression(arg, scope) !== null)
      return `${traces(found < 0 ? args : args.slice(0, found + 1))}C${found}`
    }
    case 'eq':
    case 'ne':
      return `${traces(args)}${sideOf(evaluateExpression(first, scope), evaluateExpression(second, scope))}`
    case 'div':
    case 'mod':
      return `${traces(args)}${sideOf(evaluateExpression(second, scope), 0)}`
    default:
      return traces(args)
  }
}

/** On which side of the other a number lies; nothing for other values, which have no room to change in. */
function sideOf(value: Value, other: Value): string {
  if (value === null || other === null) return 'N'
  if (typeof value !== 'number' && typeof value !== 'bigint') return ''
  const against = other as number | bigint
  if (value < against) return '<'
  return value > against ? '>' : '='
}
