import type { Call } from '../batch-plan/expression-to-sql.ts'
import { PlumblineError } from '../plumbline-error.ts'
import type { ScalarType, Value, ValueType } from '../value.ts'
import { typeShape } from '../value-type.ts'
import type { WarehouseDialect } from '../warehouse-plan/warehouse-dialect.ts'

const scalarNames: Readonly<Record<ScalarType, string>> = {
  string: 'STRING',
  int: 'BIGINT',
  float: 'DOUBLE',
  bool: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()

/** A name that no field can have. */
const bound = '__x'

/** Above this |x| Spark's own variance may overflow on its way, and inputs are scaled by a power of two. */
const huge = float(2 ** 450)
const scale = float(2 ** -520)
const unscale = float(2 ** 520)

/** From here on every float is whole. */
const wholeFrom = float(2 ** 52)

const filtered = (call: string, when: string) => `${call} FILTER (WHERE ${when})`
const finiteOf = (value: string) =>
  `(${value} > CAST('-Infinity' AS DOUBLE) AND ${value} < CAST('Infinity' AS DOUBLE))`

/** The dialect of Spark SQL 4, with `spark.sql.session.timeZone` UTC, which the script sets. */
export const spark: WarehouseDialect = {
  name: 'spark',
  title: 'Spark',
  identifier,
  literal,
  typeName,
  prelude: ["SET TIME ZONE 'UTC'"],
  scratch: identifier,
  // Kept once it was computed: several windows read the same facts.
  createScratch: table => `DROP VIEW IF EXISTS ${table};\nCACHE LAZY TABLE ${table} AS`,
  createResult: table => `DROP TABLE IF EXISTS ${table};\nCREATE TABLE ${table} USING parquet AS`,
  byCodePoint: column => column,
  micros: timestamp => `unix_micros(${timestamp})`,
  legal,
  // A lambda over an array of one is the only binding inside an expression.
  bind: (operand, body) => `transform(array(${operand}), ${bound} -> ${body(bound)})[0]`,
  bindPair: (a, b, body) =>
    `transform(array(struct(${a} AS a, ${b} AS b)), ${bound} -> ${body(`${bound}.a`, `${bound}.b`)})[0]`,
  isFinite: finiteOf,
  intToFloat: int => `CAST(${int} AS DOUBLE)`,
  widen: int => `CAST(${int} AS DECIMAL(19, 0))`,
  narrow,
  codePoints: text => `CAST(char_length(${text}) AS BIGINT)`,
  asciiCase: (text, to) =>
    to === 'lower'
      ? `translate(${text}, '${upper}', '${lower}')`
      : `translate(${text}, '${lower}', '${upper}')`,
  dotProduct: () => {
    throw inexact('it has no dot product of arrays')
  },
  spell,
  intSum: (x, when) => filtered(`sum(CAST(${x} AS DECIMAL(19, 0)))`, when),
  wideToFloat: wide => `CAST(${wide} AS DOUBLE)`,
  floatSum: (x, when) => finiteTotal(x, when, filtered(`sum(${x})`, when)),
  floatMean: (x, when) =>
    finiteTotal(x, when, `${filtered(`sum(${x})`, when)} / NULLIF(${filtered('count(*)', when)}, 0)`),
  variance,
  extreme: (which, x, _, when) => filtered(`${which}(${x})`, when),
  newest: (x, rank, n, _, when) => {
    const all = filtered(`collect_list(struct(${rank} AS r, ${x} AS v))`, when)
    return `slice(transform(sort_array(${all}, FALSE), ${bound} -> ${bound}.v), 1, ${n})`
  },
}

function inexact(why: string): PlumblineError {
  return new PlumblineError('bad-definition', why)
}

function identifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

function float(value: number): string {
  return `CAST('${value}' AS DOUBLE)`
}

function narrow(wide: string): string {
  return spark.bind(
    wide,
    w =>
      `CASE WHEN ${w} BETWEEN -9223372036854775808BD AND 9223372036854775807BD THEN CAST(${w} AS BIGINT) END`,
  )
}

function finiteTotal(x: string, when: string, made: string): string {
  return `CASE WHEN ${finiteOf(filtered(`sum(abs(${x}))`, when))} THEN ${made} END`
}

/** The sample variance, of scaled inputs where one is huge: an input that vanishes so is nothing beside that one. */
function variance(x: string, when: string): string {
  const n = filtered('count(*)', when)
  const largest = filtered(`max(abs(${x}))`, when)
  return (
    `CASE WHEN ${n} < 2 THEN NULL WHEN ${largest} <= ${huge} THEN ${filtered(`var_samp(${x})`, when)} ` +
    `WHEN ${finiteOf(`(${n} * (${largest} * ${largest}))`)} ` +
    `THEN ${filtered(`var_samp(${x} * ${scale})`, when)} * ${unscale} * ${unscale} END`
  )
}

function typeName(type: ValueType): string {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return scalarNames[shape.scalar]
  if (shape.kind === 'list') return `ARRAY<${typeName(shape.element)}>`
  return shape.element === 'float32' ? 'ARRAY<FLOAT>' : 'ARRAY<DOUBLE>'
}

function literal(value: Value, type: ValueType): string {
  if (value === null) return `CAST(NULL AS ${typeName(type)})`
  if (Array.isArray(value)) {
    const shape = typeShape(type)
    const element = shape.kind === 'list' ? shape.element : 'float'
    const elements = (value as readonly Value[]).map(each => literal(each, element))
    return `CAST(array(${elements.join(', ')}) AS ${typeName(type)})`
  }
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (type === 'timestamp') return `timestamp_micros(${value})`
  return `CAST('${Object.is(value, -0) ? '-0' : String(value)}' AS ${typeName(type)})`
}

/** What is no plain character is spelt, so that no line of a script ends within a text. */
function textLiteral(value: string): string {
  if (!value.isWellFormed()) throw inexact('its texts are UTF-8, which has no halves of a character')
  const spelt = [...value].map(char => {
    if (char === "'" || char === '\\') return `\\${char}`
    const code = char.charCodeAt(0)
    return code < 32 ? `\\u${code.toString(16).padStart(4, '0')}` : char
  })
  return `'${spelt.join('')}'`
}

/** What a column of the right type can still hold that is no value of it. */
function legal(value: string, type: ValueType): string | null {
  const shape = typeShape(type)
  if (type === 'float') return finiteOf(value)
  if (shape.kind === 'list' && shape.element === 'float')
    return `forall(${value}, ${bound} -> ${bound} IS NULL OR ${finiteOf(bound)})`
  if (shape.kind !== 'vector') return null
  return `(size(${value}) = ${shape.dimension} AND forall(${value}, ${bound} -> ${bound} IS NOT NULL AND ${finiteOf(`CAST(${bound} AS DOUBLE)`)}))`
}

/** By default Spark throws where something is divided by zero, and its floor is a whole number of 64 bits. */
function spell({ call, type }: Call, args: readonly string[]): string | null {
  const [a = '', b = ''] = args
  if (call === 'mod' && type === 'int') return narrow(`(${spark.widen(a)} % NULLIF(${spark.widen(b)}, 0))`)
  if (call === 'mod' || call === 'div') {
    const made = `(${a} ${call === 'mod' ? '%' : '/'} NULLIF(${b}, CAST('0' AS DOUBLE)))`
    return spark.bind(made, x => `CASE WHEN ${finiteOf(x)} THEN ${x} END`)
  }
  if (call === 'floor' && type === 'float') {
    return spark.bind(
      a,
      x => `CASE WHEN abs(${x}) < ${wholeFrom} THEN CAST(floor(${x}) AS DOUBLE) ELSE ${x} END`,
    )
  }
  return null
}
