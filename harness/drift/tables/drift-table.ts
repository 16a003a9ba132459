import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import { DuckDBTypeId } from '@duckdb/node-api'
import { queryNumber } from '../../history/query-rows.ts'
import { quoteName } from '../../history/sql-text.ts'

/** What can be compared with what. `empty` holds nothing but nulls in a file without types; `other` cannot be compared. */
export type ColumnKind =
  | 'int'
  | 'float'
  | 'bool'
  | 'string'
  | 'timestamp'
  | 'vector'
  | 'list'
  | 'empty'
  | 'other'

export interface DriftColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** As reports name it. */
  readonly type: string
  /** SQL over the table's relation: BIGINT, DOUBLE, BOOLEAN, VARCHAR, BIGINT µs, or a list, by kind. */
  readonly sql: string
}

/** One side of a comparison. */
export interface DriftTable {
  readonly name: string
  /** SQL that may stand after FROM. */
  readonly relation: string
  readonly rows: number
  /** By name, in the order of the table. */
  readonly columns: ReadonlyMap<string, DriftColumn>
}

const ints: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
])
const floats: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
])
const texts: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.VARCHAR, DuckDBTypeId.ENUM, DuckDBTypeId.UUID])
const times: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_TZ,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.DATE,
])

/** A column of a relation of DuckDB, as drift sees its type. */
function driftColumn(name: string, type: DuckDBType): DriftColumn {
  const column = quoteName(name)
  if (ints.has(type.typeId)) return { name, kind: 'int', type: 'int', sql: `${column}::BIGINT` }
  if (floats.has(type.typeId)) return { name, kind: 'float', type: 'float', sql: `${column}::DOUBLE` }
  if (type.typeId === DuckDBTypeId.BOOLEAN) return { name, kind: 'bool', type: 'bool', sql: column }
  if (texts.has(type.typeId)) return { name, kind: 'string', type: 'string', sql: `${column}::VARCHAR` }
  if (times.has(type.typeId))
    return { name, kind: 'timestamp', type: 'timestamp', sql: `epoch_us(${column}::TIMESTAMP)` }
  if (type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY) return listColumn(name, type)
  if (type.typeId === DuckDBTypeId.BIT || type.typeId === DuckDBTypeId.SQLNULL)
    return { name, kind: 'empty', type: 'no type', sql: `${column}::VARCHAR` }
  return { name, kind: 'other', type: String(type), sql: column }
}

/** Lists of DOUBLE or FLOAT may be vectors: whether they are shows in their lengths. */
function listColumn(name: string, type: DuckDBType): DriftColumn {
  const element = 'valueType' in type ? driftColumn('x', type.valueType as DuckDBType) : null
  if (element === null || element.kind === 'other' || element.kind === 'list') {
    return { name, kind: 'other', type: String(type), sql: quoteName(name) }
  }
  const isArray = type.typeId === DuckDBTypeId.ARRAY
  const kind = element.kind === 'float' && isArray ? 'vector' : 'list'
  const cast = element.kind === 'float' ? 'DOUBLE[]' : element.kind === 'int' ? 'BIGINT[]' : null
  return {
    name,
    kind,
    type: `list<${element.type}>`,
    sql: cast === null ? quoteName(name) : `${quoteName(name)}::${cast}`,
  }
}

/**
 * Takes a relation of DuckDB for a side of a comparison.
 * @param relation SQL that may stand after FROM
 */
export async function driftTable(
  connection: DuckDBConnection,
  name: string,
  relation: string,
): Promise<DriftTable> {
  const shape = await connection.runAndReadAll(`SELECT * FROM ${relation} LIMIT 0`)
  const types = shape.columnTypes()
  const columns = shape
    .columnNames()
    .map((column, i) => [column, driftColumn(column, types[i] as DuckDBType)] as const)
  const rows = await queryNumber(connection, `SELECT count(*) FROM ${relation}`)
  return { name, relation, rows, columns: new Map(columns) }
}

/** The rows of a table for which a predicate holds. */
export async function filteredTable(
  connection: DuckDBConnection,
  table: DriftTable,
  name: string,
  predicate: string,
): Promise<DriftTable> {
  const relation = `(SELECT * FROM ${table.relation} WHERE ${predicate})`
  return { ...table, name, relation, rows: await queryNumber(connection, `SELECT count(*) FROM ${relation}`) }
}
