import type { ScalarType, ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'
import { parseText } from './parse-text.ts'
import { finishTime } from './time-cell.ts'
import type { TimeUnit } from './time-text.ts'

const numbers = `('BIGINT', 'UBIGINT', 'DOUBLE')`

/** SQL: the value of a JSON text, null where it is none of the type. Times are µs, but TIMESTAMP within lists. */
export function parseJson(j: string, type: ValueType, unit: TimeUnit | null, depth = 0): string {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return parseScalar[shape.scalar](j, unit)
  const elements = `CASE WHEN json_type(${j}) = 'ARRAY' THEN CAST(${j} AS JSON[]) END`
  const x = `x${depth}`
  if (shape.kind === 'vector') {
    const parsed = `list_transform(${elements}, lambda ${x}: ${parseVectorElement(x, shape.element)})`
    return `CASE WHEN len(${parsed}) = ${shape.dimension} AND list_count(${parsed}) = ${shape.dimension} THEN ${parsed} END`
  }
  const element = parseJson(x, shape.element, unit, depth + 1)
  const parsed = `list_transform(${elements}, lambda ${x}: ${shape.element === 'timestamp' ? finishTime(element) : element})`
  return `CASE WHEN list_count(${parsed}) = list_count(${elements}) THEN ${parsed} END`
}

/** SQL: the text of a JSON string or number, null for all else. */
export function textOfScalar(j: string): string {
  return `CASE WHEN json_type(${j}) = 'VARCHAR' THEN json_extract_string(${j}, '$') WHEN json_type(${j}) IN ${numbers} THEN CAST(${j} AS VARCHAR) END`
}

const parseScalar: Readonly<Record<ScalarType, (j: string, unit: TimeUnit | null) => string>> = {
  string: j => `CASE WHEN json_type(${j}) = 'VARCHAR' THEN json_extract_string(${j}, '$') END`,
  int: j =>
    `CASE WHEN json_type(${j}) IN ${numbers} THEN ${parseText.int(`CAST(${j} AS VARCHAR)`, null)} END`,
  float: j => parseFloatAs(j, 'DOUBLE'),
  bool: j => `CASE WHEN json_type(${j}) = 'BOOLEAN' THEN CAST(${j} AS VARCHAR) = 'true' END`,
  timestamp: (j, unit) => parseText.timestamp(textOfScalar(j), unit),
}

/** A text is rounded to the element's width, as every writer of float32 expects of a reader. */
function parseVectorElement(j: string, width: 'float32' | 'float64'): string {
  return parseFloatAs(j, width === 'float32' ? 'FLOAT' : 'DOUBLE')
}

/** JSON has no NaN and no infinities: writers put them in quotes. */
function parseFloatAs(j: string, type: 'FLOAT' | 'DOUBLE'): string {
  const quoted = `json_extract_string(${j}, '$')`
  return `CASE WHEN json_type(${j}) IN ${numbers} THEN TRY_CAST(CAST(${j} AS VARCHAR) AS ${type}) WHEN json_type(${j}) = 'VARCHAR' AND regexp_full_match(${quoted}, '(?i:[+-]?(?:nan|inf|infinity))') THEN TRY_CAST(${quoted} AS ${type}) END`
}
