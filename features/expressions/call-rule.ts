import type { Expression } from '../expression.ts'
import type { ValueType } from '../value.ts'
import { isScalarType } from '../value-type.ts'

/** What a call is once its arguments are known: the arguments, converted where need be, and the result's type. */
interface TypedCall {
  readonly args: readonly Expression[]
  readonly type: ValueType
}

/** The typing rule of one call; semantics § 6. */
export interface CallRule {
  readonly atLeast: number
  /** Null where the call takes any number of arguments from `atLeast` on. */
  readonly atMost: number | null
  /** Engines differ in its last digits, so stored features, which are compared exactly, may not use it. */
  readonly onDemandOnly: boolean
  /** The typed call, or in what way the arguments are wrong. Called with a legal number of arguments only. */
  typed(args: readonly Expression[]): TypedCall | string
}

/** A rule for a fixed number of arguments. */
export function takes(count: number, typed: CallRule['typed'], onDemandOnly = false): CallRule {
  return { atLeast: count, atMost: count, onDemandOnly, typed }
}

/** A rule for two or more arguments. */
export function takesTwoOrMore(typed: CallRule['typed']): CallRule {
  return { atLeast: 2, atMost: null, onDemandOnly: false, typed }
}

/** The types as messages list them. */
export function typesOf(args: readonly Expression[]): string {
  return args.map(arg => arg.type).join(', ')
}

export function isNumeric(type: ValueType): type is 'int' | 'float' {
  return type === 'int' || type === 'float'
}

export function isScalar(type: ValueType): boolean {
  return isScalarType(type)
}

/** The argument as a float: the language's one implicit conversion, made explicit. */
export function asFloat(arg: Expression): Expression {
  return arg.type === 'int' ? { node: 'toFloat', of: arg, type: 'float' } : arg
}

/** The arguments as one type, ints beside floats made floats; null where they cannot be one. */
export function unify(args: readonly Expression[]): { args: readonly Expression[]; type: ValueType } | null {
  const [first] = args
  if (first === undefined) return null
  if (args.every(arg => arg.type === first.type)) return { args, type: first.type }
  return args.every(arg => isNumeric(arg.type)) ? { args: args.map(asFloat), type: 'float' } : null
}
