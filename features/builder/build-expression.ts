import { type CallName, callNames, type Expression } from '../expression.ts'
import { callRules } from '../expressions/call-rules.ts'
import { readLiteral } from '../literal-value.ts'
import { PlumblineError } from '../plumbline-error.ts'
import type { Value, ValueType } from '../value.ts'
import type { ExpressionOf, TypedExpression } from './expression-types.ts'

/** `if` has no method: `when` says it better. */
type MethodName = Exclude<CallName, 'if'>

type Method = (this: TypedExpression<ValueType>, ...others: readonly unknown[]) => TypedExpression<ValueType>

const methodNames = callNames.filter((name): name is MethodName => name !== 'if')

/** One method a call, named after it; `ExpressionOf` says which of them an expression of a type has. */
const methods = Object.fromEntries(methodNames.map(name => [name, methodOf(name)]))

function methodOf(name: MethodName): Method {
  return function (...others) {
    return wrap(buildCall(name, [this.expression, ...others.map(other => operand(other, this.type))]))
  }
}

/** Gives a resolved expression its methods; the caller says which type the compiler shall know it by. */
export function wrap<T extends ValueType>(expression: Expression): ExpressionOf<T> {
  const own = { expression: Object.freeze(expression), type: expression.type }
  return Object.freeze(Object.assign(Object.create(methods), own)) as ExpressionOf<T>
}

/**
 * Calls a function on expressions, under the typing rules of documents.
 * @throws PlumblineError `bad-definition` where the arguments have the wrong number or types
 */
export function buildCall(call: CallName, args: readonly Expression[]): Expression {
  const rule = callRules[call]
  if (args.length < rule.atLeast || args.length > (rule.atMost ?? args.length)) {
    const wanted =
      rule.atMost === null ? 'two or more arguments' : `${rule.atLeast - 1} beside its own expression`
    throw new PlumblineError('bad-definition', `${call} takes ${wanted}: ${args.length - 1} were given.`)
  }
  const typed = rule.typed(args)
  if (typeof typed === 'string') throw new PlumblineError('bad-definition', `${call} ${typed}.`)
  return { node: 'call', call, ...typed }
}

/**
 * The expression that an operand stands for. A plain value takes the type of the expression that it stands beside.
 * @throws PlumblineError `bad-definition` for what cannot stand there
 */
function operand(given: unknown, beside: ValueType): Expression {
  if (isTypedExpression(given)) return given.expression
  return literalOf(typeof given === 'bigint' ? String(given) : given, plainType(given, beside))
}

/**
 * A literal of a type.
 * @throws PlumblineError `bad-definition` where it is none
 */
export function literalOf<T extends ValueType>(
  given: unknown,
  type: T,
): Expression & { readonly type: T; readonly value: Value } {
  const reading = readLiteral(given, type)
  if (!reading.ok) throw new PlumblineError('bad-definition', `the literal ${reading.message}.`)
  return { node: 'literal', value: reading.value, type }
}

/**
 * What a function of a features file gave, if it is an expression.
 * @throws PlumblineError `bad-definition` where it is none
 */
export function checkedExpression<E extends TypedExpression<ValueType>>(given: E, what: string): E {
  if (isTypedExpression(given)) return given
  throw new PlumblineError(
    'bad-definition',
    `a function over ${what} gave ${String(given)}: give an expression.`,
  )
}

function isTypedExpression(given: unknown): given is TypedExpression<ValueType> {
  return typeof given === 'object' && given !== null && Object.hasOwn(given, 'expression')
}

function plainType(given: unknown, beside: ValueType): ValueType {
  if (typeof given === 'bigint') return 'int'
  if (typeof given === 'number') return beside === 'int' ? 'int' : 'float'
  if (typeof given === 'boolean') return 'bool'
  if (typeof given === 'string') return beside === 'timestamp' ? 'timestamp' : 'string'
  throw new PlumblineError(
    'bad-definition',
    `${String(given)} is no expression and no plain value: write literal(…) with its type.`,
  )
}
