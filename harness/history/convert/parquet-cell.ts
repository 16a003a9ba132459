import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import type { ScalarType, ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'
import { columnType } from '../column-type.ts'
import { type Cell, faultOfShape, plainFault } from './cell.ts'
import { finishTime } from './time-cell.ts'
import { faultOfTimeText, microsOfText, type TimeUnit } from './time-text.ts'

/** How a column is converted: `exact` where no cell of its type can fail. Null: none but a null cell converts. */
type Conversion = { readonly exact: boolean; sql(c: string): string } | null

/** A cell of a Parquet file: its type, or one that converts without loss in every row; semantics § 8. */
export function parquetCell(raw: string, found: DuckDBType, wanted: ValueType, unit: TimeUnit | null): Cell {
  const encode = (r: string) => `CAST(to_json(${r}) AS VARCHAR)`
  if (wanted === 'timestamp') return timeCell(raw, found, unit)
  const shape = typeShape(wanted)
  const conversion = convert(found, wanted, unit, 0)
  const parse = (r: string) => conversion?.sql(r) ?? `CAST(NULL AS ${columnType(wanted)})`
  const misshapen = shape.kind === 'vector' && conversion !== null
  const fault = conversion?.exact ? null : misshapen ? faultOfShape('vector') : plainFault('wrong-type')
  return { raw, parse, finish: v => v, fault, encode }
}

const smallInts: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
])
const bigInts: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
])
const floats: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE])
const texts: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.VARCHAR, DuckDBTypeId.ENUM, DuckDBTypeId.UUID])

function exactly(type: string): Conversion {
  return { exact: true, sql: c => `CAST(${c} AS ${type})` }
}

const scalarConversions: Readonly<
  Record<Exclude<ScalarType, 'timestamp'>, (found: DuckDBType) => Conversion>
> = {
  string: found => (texts.has(found.typeId) ? exactly('VARCHAR') : null),
  bool: found => (found.typeId === DuckDBTypeId.BOOLEAN ? exactly('BOOLEAN') : null),
  int: found => {
    if (smallInts.has(found.typeId) || found.typeId === DuckDBTypeId.BIGINT) return exactly('BIGINT')
    if (bigInts.has(found.typeId)) return { exact: false, sql: c => `TRY_CAST(${c} AS BIGINT)` }
    if (floats.has(found.typeId)) {
      return {
        exact: false,
        sql: c => `CASE WHEN isfinite(${c}) AND trunc(${c}) = ${c} THEN TRY_CAST(${c} AS BIGINT) END`,
      }
    }
    if (!(found instanceof DuckDBDecimalType)) return null
    return { exact: false, sql: c => `CASE WHEN ${c} % 1 = 0 THEN TRY_CAST(${c} AS BIGINT) END` }
  },
  float: found => {
    if (floats.has(found.typeId) || smallInts.has(found.typeId)) return exactly('DOUBLE')
    // An integer or a decimal converts without loss where the double leads back to it.
    const back = bigInts.has(found.typeId)
      ? 'HUGEINT'
      : found instanceof DuckDBDecimalType
        ? found.toString()
        : null
    if (back === null) return null
    return {
      exact: false,
      sql: c => `CASE WHEN TRY_CAST(CAST(${c} AS DOUBLE) AS ${back}) = ${c} THEN CAST(${c} AS DOUBLE) END`,
    }
  },
}

function convert(found: DuckDBType, wanted: ValueType, unit: TimeUnit | null, depth: number): Conversion {
  const shape = typeShape(wanted)
  if (shape.kind === 'scalar') {
    if (shape.scalar !== 'timestamp') return scalarConversions[shape.scalar](found)
    return { exact: false, sql: c => finishTime(microsOf(c, found, unit)) }
  }
  if (!(found instanceof DuckDBListType || found instanceof DuckDBArrayType)) return null
  const x = `x${depth}`
  if (shape.kind === 'vector') {
    const element = vectorElement(found.valueType, shape.element)
    if (element === null) return null
    const parsed = (c: string) => `list_transform(${asList(c, found)}, lambda ${x}: ${element(x)})`
    return {
      exact: false,
      sql: c =>
        `CASE WHEN len(${c}) = ${shape.dimension} AND list_count(${parsed(c)}) = ${shape.dimension} THEN ${parsed(c)} END`,
    }
  }
  const element = convert(found.valueType, shape.element, unit, depth + 1)
  if (element?.exact) return exactly(columnType(wanted))
  const each = element === null ? `CAST(NULL AS ${columnType(shape.element)})` : element.sql(x)
  const parsed = (c: string) => `list_transform(${asList(c, found)}, lambda ${x}: ${each})`
  return {
    exact: false,
    sql: c => `CASE WHEN list_count(${parsed(c)}) = list_count(${asList(c, found)}) THEN ${parsed(c)} END`,
  }
}

function asList(c: string, found: DuckDBType): string {
  return found instanceof DuckDBArrayType ? `CAST(${c} AS ${found.valueType.toString()}[])` : c
}

function vectorElement(found: DuckDBType, width: 'float32' | 'float64'): ((c: string) => string) | null {
  const wide = scalarConversions.float(found)
  if (wide === null) return null
  if (width === 'float64') return c => wide.sql(c)
  if (found.typeId === DuckDBTypeId.FLOAT) return c => c
  return c =>
    `CASE WHEN CAST(TRY_CAST(${wide.sql(c)} AS FLOAT) AS DOUBLE) = ${wide.sql(c)} THEN TRY_CAST(${wide.sql(c)} AS FLOAT) END`
}

function timeCell(raw: string, found: DuckDBType, unit: TimeUnit | null): Cell {
  return {
    raw,
    parse: r => microsOf(r, found, unit),
    finish: v => v,
    fault: (r, v) => faultOfTime(r, v, found, unit),
    encode: (r, v) => `coalesce(CAST(${v} AS VARCHAR), CAST(to_json(CAST(${r} AS VARCHAR)) AS VARCHAR))`,
  }
}

/** SQL: µs of a cell of this type; numbers need a unit, texts and dates need `utc`. */
function microsOf(c: string, found: DuckDBType, unit: TimeUnit | null): string {
  switch (found.typeId) {
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `epoch_us(${c})`
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
      return `epoch_us(TRY_CAST(${c} AS TIMESTAMP))`
    case DuckDBTypeId.TIMESTAMP_NS:
      return `CASE WHEN epoch_ns(${c}) % 1000 = 0 THEN epoch_ns(${c}) // 1000 END`
    case DuckDBTypeId.DATE:
      return unit === 'utc' ? `epoch_us(TRY_CAST(${c} AS TIMESTAMP))` : 'CAST(NULL AS BIGINT)'
    default:
      return isNumber(found) || (found.typeId === DuckDBTypeId.VARCHAR && unit !== null)
        ? microsOfText(`CAST(${c} AS VARCHAR)`, unit)
        : 'CAST(NULL AS BIGINT)'
  }
}

function faultOfTime(r: string, v: string, found: DuckDBType, unit: TimeUnit | null): string {
  const bad = `${r} IS NOT NULL AND ${v} IS NULL`
  switch (found.typeId) {
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
      return `CASE WHEN ${bad} THEN 'time-out-of-range' END`
    case DuckDBTypeId.TIMESTAMP_NS:
      return `CASE WHEN ${bad} THEN CASE WHEN isfinite(CAST(${r} AS TIMESTAMP)) THEN 'time-too-fine' ELSE 'time-out-of-range' END END`
    case DuckDBTypeId.DATE:
      return `CASE WHEN ${bad} THEN ${unit === 'utc' ? `'time-out-of-range'` : `'naive-time'`} END`
    default:
      return isNumber(found) || (found.typeId === DuckDBTypeId.VARCHAR && unit !== null)
        ? faultOfTimeText(`CAST(${r} AS VARCHAR)`, v, unit)
        : `CASE WHEN ${bad} THEN 'wrong-type' END`
  }
}

function isNumber(found: DuckDBType): boolean {
  const { typeId } = found
  return (
    smallInts.has(typeId) || bigInts.has(typeId) || floats.has(typeId) || found instanceof DuckDBDecimalType
  )
}
