import { duckdb } from '../../../../features/dialects/duckdb.ts'
import type { ColumnType, StreamColumns } from '../core/index-plan.ts'
import { inputSql, overRecord } from './measure-log.ts'
import type { PreparedSource } from './prepare-source.ts'
import type { InputNeed } from './source-needs.ts'

/** The columns of a source's stream, and the SQL that fills them for a record `l` and for a point `p`. */
export interface StreamLayout {
  readonly columns: StreamColumns
  /** By input: where its columns stand. */
  readonly inputs: readonly InputColumns[]
  /** By column. */
  readonly sql: readonly ColumnSql[]
}

export interface InputColumns {
  /** What features add up: the input, or with `low` its upper part. */
  readonly added: number | null
  readonly low: number | null
  /** What features keep: the input, or its name. */
  readonly kept: number | null
}

export interface ColumnSql {
  readonly type: ColumnType
  readonly record: string
  readonly point: string
}

const none = { int32: '-1', float64: '0' } as const
const number = 'p.__number'

/** Predicates that one column of bits holds. */
const bitsPerColumn = 31

export function streamLayout(source: PreparedSource): StreamLayout {
  const { work, idRank, chained } = source
  const { needs, applied } = work
  const sql: ColumnSql[] = []
  const add = (type: ColumnType, record: string, point: string = none[type]) =>
    sql.push({
      type,
      record: `CAST(${record} AS ${sqlType(type)})`,
      point: `CAST(${point} AS ${sqlType(type)})`,
    }) - 1
  const addIf = (wanted: boolean, type: ColumnType, record: string, point?: string) =>
    wanted ? add(type, record, point) : null
  const perKey = 1 + work.points.length
  const slot = add('int32', `k.n * ${perKey}`, `coalesce(k.n, 0) * ${perKey} + 1 + p.__reading`)
  const at = add('float64', 'coalesce(l.__happened, 0)', 'p.as_of')
  const known = add('float64', 'l.__came', `coalesce(CAST(p.__k AS DOUBLE), '-infinity')`)
  const inputs = needs.inputs.map((need, i) => addInput(source, need, i, add))
  const isShared = sql.findIndex(({ type }, place) => type === 'float64' && place > known)
  if (isShared >= 0) sql[isShared] = { ...(sql[isShared] as ColumnSql), point: `CAST(${number} AS DOUBLE)` }
  const point = isShared >= 0 ? isShared : add('float64', '0', number)
  const chain = addIf(chained, 'int32', 'coalesce(c.chain, -1)')
  const columns: Omit<StreamColumns, 'types'> = {
    slot,
    at,
    known,
    point,
    wheres: bitColumns(source).map(bits => add('int32', bits)),
    idRank: idRank === null ? null : add(idRank.type, idRank.by === 'id' ? 'l.id' : 'coalesce(i.rank, 0)'),
    chain,
    revision: addIf(chained, 'float64', 'l.revision'),
    upsert: addIf(chained, 'int32', `CASE WHEN l.op = 'upsert' THEN 1 ELSE 0 END`),
    position: addIf(chained || applied, 'float64', applied ? 'o.place' : 'coalesce(c.place, 0)'),
    partition: addIf(
      applied,
      'int32',
      `CASE WHEN l."offset" IS NULL THEN -1 ELSE coalesce(l.partition, -1) END`,
    ),
    offset: addIf(applied, 'float64', 'coalesce(l."offset", 0)'),
    mark: null,
    greatest: addIf(
      applied && needs.scheduled,
      'float64',
      '0',
      `coalesce(CAST(g.greatest AS DOUBLE), '-infinity')`,
    ),
  }
  const types = sql.map(({ type }) => type)
  return {
    columns: {
      ...columns,
      types: applied ? [...types, 'int32'] : types,
      mark: applied ? types.length : null,
    },
    inputs,
    sql,
  }
}

function sqlType(type: ColumnType): string {
  return type === 'int32' ? 'INTEGER' : 'DOUBLE'
}

/** Null travels as NaN, which no input is. */
const orNaN = (value: string) => `coalesce(CAST(${value} AS DOUBLE), 'nan')`

function addInput(
  { encodings }: PreparedSource,
  need: InputNeed,
  i: number,
  add: (type: ColumnType, record: string) => number,
): InputColumns {
  const { added, kept } = encodings[i] as PreparedSource['encodings'][number]
  const x = inputSql(need)
  const asDouble = need.expression.type === 'timestamp' ? `epoch_us(${x})` : x
  const double = added === 'double' || kept === 'double' ? add('float64', orNaN(asDouble)) : null
  const high = added === 'parts' ? add('float64', orNaN(`(${x}) >> 40`)) : null
  const low = added === 'parts' ? add('float64', orNaN(`(${x}) & 1099511627775`)) : null
  const byRow = `CASE WHEN (${x}) IS NOT NULL THEN l.__line END`
  const name = kept === 'row' ? add('float64', orNaN(byRow)) : null
  const code = kept === 'dictionary' ? add('float64', orNaN(`d${i}.code`)) : null
  return {
    added: added === 'parts' ? high : double,
    low,
    kept: kept === 'double' ? double : (name ?? code),
  }
}

/** The predicates of a record, 31 of them a column. */
function bitColumns({ work }: PreparedSource): string[] {
  const { predicates } = work.needs
  const bits = predicates.map(
    (predicate, i) => `CASE WHEN ${overRecord(predicate)} THEN ${2 ** (i % bitsPerColumn)} ELSE 0 END`,
  )
  const columns = Math.ceil(predicates.length / bitsPerColumn)
  return Array.from({ length: columns }, (_, c) =>
    bits.slice(c * bitsPerColumn, (c + 1) * bitsPerColumn).join(' + '),
  )
}

/** The column of the stream that holds the offsets of points, as text; only where some point is read at offsets. */
export function offsetsText({ needs }: PreparedSource['work']): string {
  const own = `json_extract(p.__applied, ${duckdb.literal(`$.${needs.source.name}`, 'string')})`
  return `CASE WHEN p.__k IS NULL AND p.__applied IS NOT NULL THEN coalesce(CAST(${own} AS VARCHAR), '{}') END`
}
