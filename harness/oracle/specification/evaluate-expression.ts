import type { Expression } from '../../../features/expression.ts'
import type { Value } from '../../../features/value.ts'
import { compareScalars, isInt64 } from './compare-values.ts'

/** Where an expression finds its names. */
export interface ExpressionScope {
  field(name: string): Value
  feature(name: string): Value
  request(name: string): Value
}

type Call = Extract<Expression, { node: 'call' }>

/** The value of an expression by semantics § 6, walked node by node: slow, plain, and never throwing. */
export function evaluateExpression(expression: Expression, scope: ExpressionScope): Value {
  switch (expression.node) {
    case 'literal':
      return expression.value
    case 'field':
      return scope.field(expression.name)
    case 'feature':
      return scope.feature(expression.name)
    case 'request':
      return scope.request(expression.name)
    case 'toFloat': {
      const value = evaluateExpression(expression.of, scope)
      return value === null ? null : Number(value)
    }
    case 'call':
      return evaluateCall(expression, scope)
  }
}

/** The calls that do not simply turn null when an argument is null. */
function evaluateCall(call: Call, scope: ExpressionScope): Value {
  const argument = (i: number) => evaluateExpression(call.args[i] as Expression, scope)
  const all = () => call.args.map(each => evaluateExpression(each, scope))
  switch (call.call) {
    case 'and': {
      const values = all()
      if (values.includes(false)) return false
      return values.includes(null) ? null : true
    }
    case 'or': {
      const values = all()
      if (values.includes(true)) return true
      return values.includes(null) ? null : false
    }
    case 'isNull':
      return argument(0) === null
    case 'coalesce':
      return all().find(value => value !== null) ?? null
    case 'if':
      return argument(0) === true ? argument(1) : argument(2)
    default: {
      const values = all()
      return values.includes(null) ? null : strictCall(call, values)
    }
  }
}

/** The calls that are null when any argument is null; here none is. */
function strictCall(call: Call, values: readonly Value[]): Value {
  const [a, b] = values as [Value, Value]
  switch (call.call) {
    case 'eq':
      return compareScalars(a, b) === 0
    case 'ne':
      return compareScalars(a, b) !== 0
    case 'lt':
      return compareScalars(a, b) < 0
    case 'le':
      return compareScalars(a, b) <= 0
    case 'gt':
      return compareScalars(a, b) > 0
    case 'ge':
      return compareScalars(a, b) >= 0
    case 'not':
      return a !== true
    case 'lower':
      return (a as string).replace(/[A-Z]/g, letter => letter.toLowerCase())
    case 'upper':
      return (a as string).replace(/[a-z]/g, letter => letter.toUpperCase())
    case 'concat':
      return (values as readonly string[]).join('')
    case 'length':
      return BigInt([...(a as string)].length)
    case 'dot':
      return finite(dot(a as number[], b as number[]))
    case 'cosine':
      return cosine(a as number[], b as number[])
    case 'div':
      return Number(b) === 0 ? null : finite(Number(a) / Number(b))
    case 'sqrt':
      return finite(Math.sqrt(Number(a)))
    case 'ln':
      return finite(Math.log(Number(a)))
    case 'exp':
      return finite(Math.exp(Number(a)))
    default:
      return typeof a === 'bigint' ? intCall(call, a, b as bigint) : floatCall(call, a as number, b as number)
  }
}

function intCall(call: Call, a: bigint, b: bigint): Value {
  switch (call.call) {
    case 'add':
      return fitting(a + b)
    case 'sub':
      return fitting(a - b)
    case 'mul':
      return fitting(a * b)
    case 'mod':
      return b === 0n ? null : a % b
    case 'neg':
      return fitting(-a)
    case 'abs':
      return fitting(a < 0n ? -a : a)
    case 'floor':
      return a
    default:
      throw new Error(`the specification evaluator does not know the call ${call.call}`)
  }
}

function floatCall(call: Call, a: number, b: number): Value {
  switch (call.call) {
    case 'add':
      return finite(a + b)
    case 'sub':
      return finite(a - b)
    case 'mul':
      return finite(a * b)
    case 'mod':
      return finite(a % b)
    case 'neg':
      return -a
    case 'abs':
      return Math.abs(a)
    case 'floor':
      return Math.floor(a)
    default:
      throw new Error(`the specification evaluator does not know the call ${call.call}`)
  }
}

function finite(value: number): Value {
  return Number.isFinite(value) ? value : null
}

function fitting(value: bigint): Value {
  return isInt64(value) ? value : null
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)
}

function cosine(a: readonly number[], b: readonly number[]): Value {
  const lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b))
  return lengths === 0 ? null : finite(dot(a, b) / lengths)
}
