import { type CallName, callNames, type Expression } from '../expression.ts'
import { readLiteral } from '../literal-value.ts'
import { suggestName } from '../nearest-name.ts'
import { member, type Report } from '../resolve/problem.ts'
import { isObject } from '../resolve/read-object.ts'
import { showValue } from '../show-value.ts'
import type { ValueType } from '../value.ts'
import { isValueType } from '../value-type.ts'
import { callRules } from './call-rules.ts'

/** Names and their types; null for a name that exists but whose own problem was reported already. */
export type Names = ReadonlyMap<string, ValueType | null>

/**
 * What an expression may read: a stored feature's the fields of its source, an on-demand feature's other features
 * and its own request fields; semantics § 6.
 */
export type Scope =
  | { readonly kind: 'stored'; readonly fields: Names }
  | { readonly kind: 'on-demand'; readonly features: Names; readonly request: Names }

/** Calls may be nested this deep: far more than anybody writes, far less than a stack holds. */
export const expressionDepthMax = 100

type Given = Readonly<Record<string, unknown>>

interface Context {
  readonly scope: Scope
  readonly report: Report
  readonly depth: number
}

/** Every form of an expression by its leading member, and the members it has. */
const forms = {
  field: { members: ['field'], resolve: resolveField },
  literal: { members: ['literal', 'type'], resolve: resolveLiteral },
  feature: { members: ['feature'], resolve: resolveFeature },
  request: { members: ['request'], resolve: resolveRequest },
  call: { members: ['call', 'args'], resolve: resolveCall },
} as const

const formNames = Object.keys(forms) as (keyof typeof forms)[]

/**
 * Binds the names of an expression document and gives every node its type, with int beside float made an explicit
 * `toFloat`. Reports every problem at its path and returns null where there was one.
 */
export function resolveExpression(
  given: unknown,
  scope: Scope,
  path: string,
  report: Report,
): Expression | null {
  return resolve(given, path, { scope, report, depth: 0 })
}

function resolve(given: unknown, path: string, context: Context): Expression | null {
  if (context.depth > expressionDepthMax) {
    context.report(path, `is nested more than ${expressionDepthMax} calls deep: split it`)
    return null
  }
  const leading = isObject(given) ? formNames.filter(form => Object.hasOwn(given, form)) : []
  const [name] = leading
  if (!isObject(given) || name === undefined || leading.length > 1) {
    context.report(
      path,
      'is no expression: write one of { field }, { literal }, { feature }, { request }, { call, args }',
    )
    return null
  }
  const form = forms[name]
  for (const key of Object.keys(given)) {
    if (!(form.members as readonly string[]).includes(key)) {
      context.report(member(path, key), `is unknown here: ${suggestName(key, form.members)}`)
    }
  }
  return form.resolve(given, path, context)
}

function resolveField({ field }: Given, path: string, { scope, report }: Context): Expression | null {
  if (scope.kind === 'stored') {
    const bound = bind(field, scope.fields, 'field', member(path, 'field'), report)
    return bound && { node: 'field', ...bound }
  }
  report(path, 'reads a field, but on-demand features read features and request fields only')
  return null
}

function resolveFeature({ feature }: Given, path: string, { scope, report }: Context): Expression | null {
  if (scope.kind === 'on-demand') {
    const bound = bind(feature, scope.features, 'feature', member(path, 'feature'), report)
    return bound && { node: 'feature', ...bound }
  }
  report(path, 'reads a feature, but stored features read fields of their source only: make it on-demand')
  return null
}

function resolveRequest({ request }: Given, path: string, { scope, report }: Context): Expression | null {
  if (scope.kind === 'on-demand') {
    const bound = bind(request, scope.request, 'request field', member(path, 'request'), report)
    return bound && { node: 'request', ...bound }
  }
  report(
    path,
    'reads a request field, but stored features read fields of their source only: make it on-demand',
  )
  return null
}

/** A name and its type; null where there is no such name, or where its own problem was reported already. */
function bind(
  name: unknown,
  names: Names,
  what: string,
  path: string,
  report: Report,
): { readonly name: string; readonly type: ValueType } | null {
  if (typeof name !== 'string') {
    report(path, `must be the name of a ${what}`)
    return null
  }
  const type = names.get(name)
  if (type === undefined) report(path, `there is no ${what} ${name}: ${suggestName(name, names.keys())}`)
  return type ? { name, type } : null
}

function resolveLiteral(given: Given, path: string, { report }: Context): Expression | null {
  const type = Object.hasOwn(given, 'type') ? given.type : impliedType(given.literal)
  if (typeof type !== 'string' || !isValueType(type)) {
    report(
      Object.hasOwn(given, 'type') ? member(path, 'type') : path,
      Object.hasOwn(given, 'type') ? `${showValue(type)} is no type` : untyped(given.literal),
    )
    return null
  }
  const reading = readLiteral(given.literal, type)
  if (reading.ok) return { node: 'literal', value: reading.value, type }
  report(member(path, 'literal'), reading.message)
  return null
}

/** The type of a literal that states none; null where it has to. */
function impliedType(literal: unknown): ValueType | null {
  if (typeof literal === 'boolean') return 'bool'
  if (typeof literal === 'string') return 'string'
  if (typeof literal !== 'number') return null
  return Number.isInteger(literal) ? 'int' : 'float'
}

function untyped(literal: unknown): string {
  if (literal === null) return 'a null literal needs a type: add "type"'
  return 'is no literal: write true, false, a number, a string, or an array with its "type"'
}

function resolveCall(given: Given, path: string, context: Context): Expression | null {
  const { report, scope } = context
  const args = resolveArguments(given.args, member(path, 'args'), context)
  if (typeof given.call !== 'string' || !isCallName(given.call)) {
    report(member(path, 'call'), `${showValue(given.call)} is no call: ${suggestName(given.call, callNames)}`)
    return null
  }
  const call = given.call
  const rule = callRules[call]
  if (rule.onDemandOnly && scope.kind === 'stored') {
    report(path, `${call} is allowed in on-demand features only, since engines differ in its last digits`)
    return null
  }
  if (args === null) return null
  if (args.length < rule.atLeast || args.length > (rule.atMost ?? args.length)) {
    const wanted = rule.atMost === null ? 'two or more arguments' : count(rule.atLeast)
    report(member(path, 'args'), `${call} takes ${wanted}, not ${args.length}`)
    return null
  }
  const known = args.filter(arg => arg !== null)
  if (known.length < args.length) return null
  const typed = rule.typed(known)
  if (typeof typed !== 'string') return { node: 'call', call, ...typed }
  report(path, `${call} ${typed}`)
  return null
}

function resolveArguments(given: unknown, path: string, context: Context): (Expression | null)[] | null {
  if (!Array.isArray(given)) {
    context.report(path, 'must be an array of expressions')
    return null
  }
  return given.map((arg, index) =>
    resolve(arg, member(path, index), { ...context, depth: context.depth + 1 }),
  )
}

function count(args: number): string {
  return args === 1 ? '1 argument' : `${args} arguments`
}

function isCallName(name: string): name is CallName {
  return (callNames as readonly string[]).includes(name)
}
