import type { CallName, Expression } from '../expression.ts'
import { arithmetic } from './js/arithmetic.ts'
import { comparison } from './js/comparison.ts'
import type { CompileCall, Evaluate } from './js/evaluate.ts'
import { logic } from './js/logic.ts'
import { text } from './js/text.ts'
import { vector } from './js/vector.ts'

export type { Evaluate, ExpressionScope } from './js/evaluate.ts'

/** How every call is compiled; a call without a compiler does not compile. */
const compilers: Readonly<Record<CallName, CompileCall>> = {
  ...comparison,
  ...logic,
  ...arithmetic,
  ...text,
  ...vector,
}

/**
 * Compiles a resolved expression to a closure for serving, exact by semantics § 6. It never throws, gives ints
 * within 64 bits and, from finite inputs, finite floats only. Compile once, call once an event or a probe.
 */
export function compileExpression(expression: Expression): Evaluate {
  switch (expression.node) {
    case 'literal': {
      const { value } = expression
      return () => value
    }
    case 'field': {
      const { name } = expression
      return scope => scope.field(name)
    }
    case 'feature': {
      const { name } = expression
      return scope => scope.feature(name)
    }
    case 'request': {
      const { name } = expression
      return scope => scope.request(name)
    }
    case 'toFloat': {
      const of = compileExpression(expression.of)
      return scope => {
        const value = of(scope)
        return value === null ? null : Number(value)
      }
    }
    case 'call': {
      const args = expression.args.map(compileExpression)
      const types = expression.args.map(arg => arg.type)
      return compilers[expression.call](args, types)
    }
  }
}
