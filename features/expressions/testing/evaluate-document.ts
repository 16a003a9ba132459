import type { ExpressionDocument } from '../../expression.ts'
import type { FieldType, Value } from '../../value.ts'
import { compileExpression } from '../compile-to-js.ts'
import { resolveExpression, type Scope } from '../resolve-expression.ts'

/** The scope that tests resolve in: every name of `types` as a field, or as a feature and a request field. */
export function scopeOf(kind: Scope['kind'], types: Readonly<Record<string, FieldType>>): Scope {
  const names = new Map(Object.entries(types))
  return kind === 'stored' ? { kind, fields: names } : { kind, features: names, request: names }
}

/** Resolves an on-demand expression over named values, compiles it and evaluates it; throws at any problem. */
export function evaluateDocument(
  document: ExpressionDocument,
  types: Readonly<Record<string, FieldType>> = {},
  values: Readonly<Record<string, Value>> = {},
): Value {
  const problems: string[] = []
  const report = (path: string, message: string) => problems.push(`${path} ${message}`)
  const expression = resolveExpression(document, scopeOf('on-demand', types), 'expression', report)
  if (expression === null) throw new Error(problems.join('\n'))
  const read = (name: string) => values[name] ?? null
  return compileExpression(expression)({ field: read, feature: read, request: read })
}
