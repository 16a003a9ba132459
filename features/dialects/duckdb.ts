import type { ScalarType, Value, ValueType } from '../value.ts'
import { typeShape } from '../value-type.ts'
import type { Dialect, SqlAggregate } from './dialect.ts'

const scalarNames: Readonly<Record<ScalarType, string>> = {
  string: 'VARCHAR',
  int: 'BIGINT',
  float: 'DOUBLE',
  bool: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()

/** A name that no field, feature or request field can have. */
const bound = '__x'

/** What DuckDB's TIMESTAMP can hold as a finite instant, µs. */
const instantMin = -9_223_372_022_400_000_000n
const instantMax = 9_223_372_036_854_775_806n

/** The dialect of DuckDB 1.5. */
export const duckdb: Dialect = {
  name: 'duckdb',
  identifier: name => `"${name.replaceAll('"', '""')}"`,
  literal,
  typeName,
  micros: timestamp => `epoch_us(${timestamp})`,
  // A lambda over a list of one is the only binding inside an expression; a subquery would become a join.
  bind: (operand, body) => `list_transform([${operand}], lambda ${bound}: ${body(bound)})[1]`,
  bindPair: (a, b, body) =>
    `list_transform([{'a': ${a}, 'b': ${b}}], lambda ${bound}: ` +
    `${body(`struct_extract(${bound}, 'a')`, `struct_extract(${bound}, 'b')`)})[1]`,
  isFinite: value => `isfinite(${value})`,
  intToFloat: int => `CAST(${int} AS DOUBLE)`,
  widen: int => `CAST(${int} AS HUGEINT)`,
  // Beside a constant the optimizer of 1.5 compares wide and forgets that the cast may fail; coalesce keeps it from that.
  narrow: wide => `coalesce(TRY_CAST(${wide} AS BIGINT), NULL)`,
  // A cast of a big HUGEINT rounds twice, so those go through their digits, which DuckDB reads correctly rounded.
  wideToFloat: wide =>
    `CASE WHEN TRY_CAST(${wide} AS BIGINT) IS NULL THEN CAST(CAST(${wide} AS VARCHAR) AS DOUBLE) ` +
    `ELSE CAST(TRY_CAST(${wide} AS BIGINT) AS DOUBLE) END`,
  // `//` rounds towards zero.
  floorDivide: (int, step) => `((${int}) - (((${int}) % (${step})) + (${step})) % (${step})) // (${step})`,
  codePoints: text => `length(${text})`,
  asciiCase: (text, to) =>
    to === 'lower'
      ? `translate(${text}, '${upper}', '${lower}')`
      : `translate(${text}, '${lower}', '${upper}')`,
  greatest,
  listByRank: (value, rank) => `list(${value} ORDER BY ${rank} DESC)`,
  elements: list => `len(${list})`,
  hasNullElement: list => `(len(${list}) <> list_count(${list}))`,
  allFinite: list => `list_bool_and(list_transform(${list}, lambda ${bound}: isfinite(${bound})))`,
  series: (first, last) => `unnest(range(${first}, ${last} + 1))`,
  numbers: (first, end, of) => `list_transform(range(${first}, ${end}), lambda ${bound}: ${of(bound)})`,
  unnestAll: lists =>
    lists.length === 1 ? `unnest(${lists[0]})` : `unnest(list_concat(${lists.join(', ')}))`,
  jsonPairs: (json, name) =>
    `unnest(map_entries(CAST(json_extract(${json}, '$.${name}') AS MAP(VARCHAR, BIGINT))))`,
  pairKey: pair => `TRY_CAST(${pair}.key AS BIGINT)`,
  pairValue: pair => `${pair}.value`,
  createTable: table => `CREATE OR REPLACE TEMP TABLE ${table} AS`,
  dropTable: table => `DROP TABLE IF EXISTS ${table}`,
  createView: view => `CREATE OR REPLACE TEMP VIEW ${view} AS`,
  createResult: table => `CREATE OR REPLACE TABLE ${table} AS`,
  dotProduct: (a, b) => `list_dot_product(CAST(${a} AS DOUBLE[]), CAST(${b} AS DOUBLE[]))`,
}

/** A heap of n stands ready for every group, so a large n sorts what there is instead. */
function greatest(value: string, n: number): SqlAggregate {
  if (n <= 64) return { call: `max(${value}, ${n})` }
  return {
    call: `list(${value} ORDER BY ${value} DESC)`,
    after: all => `list_filter(${all}, lambda ${bound}: ${bound} IS NOT NULL)[1:${n}]`,
  }
}

function typeName(type: ValueType): string {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return scalarNames[shape.scalar]
  if (shape.kind === 'list') return `${typeName(shape.element)}[]`
  return shape.element === 'float32' ? 'FLOAT[]' : 'DOUBLE[]'
}

function literal(value: Value, type: ValueType): string {
  if (value === null) return `CAST(NULL AS ${typeName(type)})`
  if (Array.isArray(value)) {
    const shape = typeShape(type)
    const element = shape.kind === 'list' ? shape.element : 'float'
    const elements = (value as readonly Value[]).map(each => literal(each, element))
    return `CAST([${elements.join(', ')}] AS ${typeName(type)})`
  }
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (type === 'timestamp') return timestampLiteral(value as bigint)
  return `CAST('${Object.is(value, -0) ? '-0' : String(value)}' AS ${typeName(type)})`
}

/** The null character would end the statement, so it is spelt. */
function textLiteral(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`
  return value.includes('\0') ? `(${quoted.replaceAll('\0', "' || chr(0) || '")})` : quoted
}

/** What lies beyond DuckDB's instants compares as its infinities do: above, or below, every one of them. */
function timestampLiteral(micros: bigint): string {
  if (micros > instantMax) return "CAST('infinity' AS TIMESTAMP)"
  if (micros < instantMin) return "CAST('-infinity' AS TIMESTAMP)"
  return `make_timestamp(${micros})`
}
