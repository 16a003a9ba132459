import type { Call } from '../batch-plan/expression-to-sql.ts'
import { PlumblineError } from '../plumbline-error.ts'
import type { ScalarType, Value, ValueType } from '../value.ts'
import { typeShape } from '../value-type.ts'
import type { WarehouseDialect } from '../warehouse-plan/warehouse-dialect.ts'
import { postgresFunctions } from './postgres-functions.ts'

const scalarNames: Readonly<Record<ScalarType, string>> = {
  string: 'text',
  int: 'bigint',
  float: 'float8',
  bool: 'boolean',
  timestamp: 'timestamp',
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()

/** Bytes of a name; PostgreSQL cuts longer ones without a word. */
const nameMax = 63

/** µs of a day, and the instants between which PostgreSQL's timestamps lie. */
const day = 86_400_000_000n
const [instantMin, instantMax] = [-210_866_803_200_000_000n, 9_223_371_331_199_999_999n]

/** The function of ours for an arithmetic call of floats: PostgreSQL throws where a result leaves the range. */
const floatCalls: Readonly<Partial<Record<string, string>>> = {
  add: 'plumbline_add',
  mul: 'plumbline_mul',
  div: 'plumbline_div',
}

/** A float as the exact decimal of its shortest text: sums of it depend on no order, and leave no range. */
const decimal = (x: string) => `CAST(CAST(${x} AS text) AS numeric)`
const rounded = (wide: string) => `pg_temp.plumbline_float(${wide})`
const filtered = (call: string, when: string) => `${call} FILTER (WHERE ${when})`

/** The dialect of PostgreSQL 14 and later, in a database with the encoding UTF8. */
export const postgres: WarehouseDialect = {
  name: 'postgres',
  title: 'PostgreSQL',
  identifier,
  literal,
  typeName,
  prelude: postgresFunctions,
  scratch: name => `pg_temp.${identifier(name)}`,
  createScratch: table =>
    `DROP TABLE IF EXISTS ${table};\nCREATE TEMP TABLE ${table.replace(/^pg_temp\./, '')} AS`,
  createResult: table => `DROP TABLE IF EXISTS ${table};\nCREATE TABLE ${table} AS`,
  byCodePoint: column => `(${column} COLLATE "C")`,
  micros: timestamp =>
    `CASE WHEN isfinite(${timestamp}) THEN CAST(extract(epoch FROM ${timestamp}) * 1000000 AS bigint) END`,
  legal,
  bind: (operand, body) => `(SELECT ${body('b.__x')} FROM (SELECT ${operand} AS __x) b)`,
  bindPair: (a, b, body) => `(SELECT ${body('b.__x', 'b.__y')} FROM (SELECT ${a} AS __x, ${b} AS __y) b)`,
  isFinite: value => `(${value} > CAST('-Infinity' AS float8) AND ${value} < CAST('Infinity' AS float8))`,
  intToFloat: int => `CAST(${int} AS float8)`,
  widen: int => `CAST(${int} AS numeric)`,
  narrow: wide =>
    `(SELECT CASE WHEN w.__x BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(w.__x AS bigint) END FROM (SELECT ${wide} AS __x) w)`,
  codePoints: text => `CAST(char_length(${text}) AS bigint)`,
  asciiCase: (text, to) =>
    to === 'lower'
      ? `translate(${text}, '${upper}', '${lower}')`
      : `translate(${text}, '${lower}', '${upper}')`,
  dotProduct: () => {
    throw inexact('it has no dot product of arrays')
  },
  spell,
  intSum: (x, when) => filtered(`sum(CAST(${x} AS numeric))`, when),
  wideToFloat: rounded,
  floatSum: (x, when) =>
    `CASE WHEN ${rounded(filtered(`sum(abs(${decimal(x)}))`, when))} IS NOT NULL THEN ${rounded(filtered(`sum(${decimal(x)})`, when))} END`,
  floatMean: (x, when) =>
    `pg_temp.plumbline_div(${postgres.floatSum(x, when)}, CAST(${filtered('count(*)', when)} AS float8))`,
  variance: (x, when) => {
    const greatest = filtered(`max(abs(${decimal(x)}))`, when)
    const bound = rounded(`${filtered('count(*)', when)} * ${greatest} * ${greatest}`)
    return `CASE WHEN ${bound} IS NOT NULL THEN ${rounded(filtered(`var_samp(${decimal(x)})`, when))} END`
  },
  extreme: (which, x, type, when) => {
    const call = type === 'bool' ? (which === 'min' ? 'bool_and' : 'bool_or') : which
    return filtered(`${call}(${x})`, when)
  },
  newest: (x, rank, n, type, when) => {
    if (typeShape(type).kind !== 'scalar') throw inexact('its arrays of arrays are rectangles')
    const all = filtered(`array_agg(${x} ORDER BY ${rank} DESC)`, when)
    return `coalesce((${all})[1:${n}], CAST('{}' AS ${typeName(type)}[]))`
  },
}

function inexact(why: string): PlumblineError {
  return new PlumblineError('bad-definition', why)
}

function identifier(name: string): string {
  if (Buffer.byteLength(name) > nameMax) throw inexact(`the name ${name} has more than ${nameMax} bytes`)
  return `"${name.replaceAll('"', '""')}"`
}

function typeName(type: ValueType): string {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return scalarNames[shape.scalar]
  if (shape.kind === 'vector') return shape.element === 'float32' ? 'float4[]' : 'float8[]'
  if (typeShape(shape.element).kind !== 'scalar') throw inexact('its arrays of arrays are rectangles')
  return `${typeName(shape.element)}[]`
}

function literal(value: Value, type: ValueType): string {
  const sqlType = typeName(type)
  if (value === null) return `CAST(NULL AS ${sqlType})`
  if (Array.isArray(value)) {
    const shape = typeShape(type)
    const element = shape.kind === 'list' ? shape.element : 'float'
    return `CAST(ARRAY[${(value as readonly Value[]).map(each => literal(each, element)).join(', ')}] AS ${sqlType})`
  }
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (type === 'timestamp') return timestampLiteral(value as bigint)
  return `CAST('${Object.is(value, -0) ? '-0' : String(value)}' AS ${sqlType})`
}

function textLiteral(value: string): string {
  if (value.includes('\0')) throw inexact('its texts hold no null character')
  if (!value.isWellFormed()) throw inexact('its texts are UTF-8, which has no halves of a character')
  const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  return `(CAST(E'${escaped}' AS text) COLLATE "C")`
}

/** What lies beyond PostgreSQL's instants compares as its infinities do. */
function timestampLiteral(micros: bigint): string {
  if (micros > instantMax) return "CAST('infinity' AS timestamp)"
  if (micros < instantMin) return "CAST('-infinity' AS timestamp)"
  const rest = ((micros % day) + day) % day
  const days = (micros - rest) / day
  const seconds = `${rest / 1_000_000n}.${String(rest % 1_000_000n).padStart(6, '0')}`
  return `(CAST('1970-01-01' AS timestamp) + CAST('${days} days ${seconds} seconds' AS interval))`
}

/** What a column of the right type can still hold that is no value of it. */
function legal(value: string, type: ValueType): string | null {
  const shape = typeShape(type)
  if (type === 'timestamp') return `isfinite(${value})`
  if (type === 'float') return postgres.isFinite(value)
  if (shape.kind === 'scalar' || (shape.kind === 'list' && shape.element !== 'float')) return null
  const finite = `NOT (CAST(${value} AS float8[]) && CAST('{NaN,Infinity,-Infinity}' AS float8[]))`
  if (shape.kind === 'list') return finite
  return `(cardinality(${value}) = ${shape.dimension} AND array_position(${value}, NULL) IS NULL AND ${finite})`
}

/** Arithmetic of floats throws where a result leaves the range, and that of wide integers where it divides by zero. */
function spell({ call, type }: Call, args: readonly string[]): string | null {
  const [a = '', b = ''] = args
  if (call === 'mod') {
    if (type === 'float') throw inexact('it has no remainder of floats')
    return postgres.narrow(`(${postgres.widen(a)} % NULLIF(${postgres.widen(b)}, 0))`)
  }
  if (type !== 'float') return null
  if (call === 'sub') return `pg_temp.plumbline_add(${a}, - ${b})`
  const ours = floatCalls[call]
  if (ours !== undefined) return `pg_temp.${ours}(${a}, ${b})`
  // An expression of floats throws on no input of these; what is left is for on-demand features.
  if (call === 'ln' || call === 'exp') throw inexact(`its ${call} throws where a result leaves the range`)
  return null
}
