import type { Expression, ExpressionDocument } from '../expression.ts'
import { writeLiteral } from '../literal-value.ts'

/**
 * The document of a resolved expression, which resolves to the same expression again. Literals state their type, so
 * that documents that differ only in leaving it out are written alike; conversions are left to be inferred.
 */
export function writeExpression(expression: Expression): ExpressionDocument {
  switch (expression.node) {
    case 'field':
      return { field: expression.name }
    case 'feature':
      return { feature: expression.name }
    case 'request':
      return { request: expression.name }
    case 'literal':
      return { literal: writeLiteral(expression.value, expression.type), type: expression.type }
    case 'toFloat':
      return writeExpression(expression.of)
    case 'call':
      return { call: expression.call, args: expression.args.map(writeExpression) }
  }
}
