import type { Dialect } from '../dialects/dialect.ts'
import type { CallName, Expression } from '../expression.ts'

export type Call = Extract<Expression, { node: 'call' }>
type Named = Extract<Expression, { node: 'field' | 'feature' | 'request' }>

/** What an expression asks of a dialect. */
export interface ExpressionDialect
  extends Pick<
    Dialect,
    | 'literal'
    | 'bind'
    | 'bindPair'
    | 'isFinite'
    | 'intToFloat'
    | 'widen'
    | 'narrow'
    | 'codePoints'
    | 'asciiCase'
    | 'dotProduct'
  > {
  /** How a call is spelt where the engine's own operator does something else; null or absent: as elsewhere. */
  readonly spell?: (call: Call, args: readonly string[]) => string | null
}

/** How names are spelt where the expression stands: the SQL text of the column that a field, feature or request is. */
export type ColumnOf = (named: Named) => string

/**
 * A resolved expression as the SQL text of one expression that gives what semantics § 6 says, and throws on no input.
 * The text grows with the expression, not with its depth: no operand is written twice.
 */
export function expressionToSql(
  expression: Expression,
  dialect: ExpressionDialect,
  columnOf: ColumnOf,
): string {
  switch (expression.node) {
    case 'field':
    case 'feature':
    case 'request':
      return columnOf(expression)
    case 'literal':
      return dialect.literal(expression.value, expression.type)
    case 'toFloat':
      return dialect.intToFloat(expressionToSql(expression.of, dialect, columnOf))
    case 'call': {
      const args = expression.args.map(arg => expressionToSql(arg, dialect, columnOf))
      return dialect.spell?.(expression, args) ?? calls[expression.call](args, expression, dialect)
    }
  }
}

type CallToSql = (args: readonly string[], call: Call, dialect: ExpressionDialect) => string

const infix =
  (operator: string): CallToSql =>
  args =>
    `(${args.join(` ${operator} `)})`

/** Arithmetic of ints is done wide and comes back null where it left 64 bits; of floats, null where not finite. */
const arithmetic =
  (spell: (args: readonly string[]) => string): CallToSql =>
  (args, call, dialect) =>
    call.type === 'int'
      ? dialect.narrow(spell(args.map(arg => dialect.widen(arg))))
      : finite(spell(args), dialect)

const finite = (float: string, dialect: ExpressionDialect) =>
  dialect.bind(float, x => `CASE WHEN ${dialect.isFinite(x)} THEN ${x} END`)

/** A function that is called inside its domain only, where it does not throw. */
const within =
  (domain: (x: string) => string, spell: (x: string) => string): CallToSql =>
  (args, _, dialect) =>
    dialect.bind(args[0]!, x => `CASE WHEN ${domain(x)} THEN ${spell(x)} END`)

const calls: Readonly<Record<CallName, CallToSql>> = {
  eq: infix('='),
  ne: infix('<>'),
  lt: infix('<'),
  le: infix('<='),
  gt: infix('>'),
  ge: infix('>='),
  and: infix('AND'),
  or: infix('OR'),
  not: ([x]) => `(NOT ${x})`,
  isNull: ([x]) => `(${x} IS NULL)`,
  coalesce: args => `coalesce(${args.join(', ')})`,
  if: ([condition, yes, no]) => `CASE WHEN ${condition} THEN ${yes} ELSE ${no} END`,
  add: arithmetic(([a, b]) => `(${a} + ${b})`),
  sub: arithmetic(([a, b]) => `(${a} - ${b})`),
  mul: arithmetic(([a, b]) => `(${a} * ${b})`),
  mod: arithmetic(([a, b]) => `(${a} % ${b})`),
  div: ([a, b], _, dialect) => finite(`(${a} / ${b})`, dialect),
  neg: arithmetic(([x]) => `(- ${x})`),
  abs: arithmetic(([x]) => `abs(${x})`),
  floor: ([x], call) => (call.type === 'int' ? x! : `floor(${x})`),
  sqrt: within(
    x => `${x} >= 0`,
    x => `sqrt(${x})`,
  ),
  ln: within(
    x => `${x} > 0`,
    x => `ln(${x})`,
  ),
  exp: ([x], _, dialect) => finite(`exp(${x})`, dialect),
  lower: ([text], _, dialect) => dialect.asciiCase(text!, 'lower'),
  upper: ([text], _, dialect) => dialect.asciiCase(text!, 'upper'),
  concat: infix('||'),
  length: ([text], _, dialect) => dialect.codePoints(text!),
  dot: ([a, b], _, dialect) => finite(dialect.dotProduct(a!, b!), dialect),
  cosine: ([a, b], _, dialect) => dialect.bindPair(a!, b!, (x, y) => cosine(x, y, dialect)),
}

/** Null where a vector is zero, and where the result is not finite. */
function cosine(x: string, y: string, dialect: ExpressionDialect): string {
  const lengths = `(sqrt(${dialect.dotProduct(x, x)}) * sqrt(${dialect.dotProduct(y, y)}))`
  const quotient = `${dialect.dotProduct(x, y)} / ${lengths}`
  return `CASE WHEN ${lengths} <> 0 AND ${dialect.isFinite(quotient)} THEN ${quotient} END`
}
