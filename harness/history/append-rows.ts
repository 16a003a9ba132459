import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBListValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  LIST,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api'
import type { Value, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import { quoteName } from './sql-text.ts'

/** A column of a table that is filled from memory. */
export interface AppendedColumn {
  readonly name: string
  readonly type: ValueType
}

/** Rows that one chunk of DuckDB holds. */
const chunkRows = 2048

const scalars = { string: VARCHAR, int: BIGINT, float: DOUBLE, bool: BOOLEAN, timestamp: TIMESTAMP } as const

function duckType(type: ValueType): DuckDBType {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return scalars[shape.scalar]
  if (shape.kind === 'list') return LIST(duckType(shape.element))
  return LIST(shape.element === 'float32' ? FLOAT : DOUBLE)
}

function duckValue(value: Value, type: ValueType): DuckDBValue {
  if (value === null) return null
  if (type === 'timestamp') return new DuckDBTimestampValue(value as bigint)
  if (!Array.isArray(value)) return value as DuckDBValue
  const shape = typeShape(type)
  const element = shape.kind === 'list' ? shape.element : 'float'
  return new DuckDBListValue((value as readonly Value[]).map(each => duckValue(each, element)))
}

/** A table that takes rows until it is closed. */
export interface RowAppender {
  /** The values must fit their columns (`fitsColumn`). */
  append(rows: readonly (readonly Value[])[]): void
  close(): void
}

/** Creates a table and fills it with rows, whose values must fit their columns (`fitsColumn`). */
export async function appendRows(
  connection: DuckDBConnection,
  table: { readonly schema: string; readonly name: string },
  columns: readonly AppendedColumn[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const appender = await openAppender(connection, table, columns)
  appender.append(rows)
  appender.close()
}

/** Creates a table, to be filled row after row. */
export async function openAppender(
  connection: DuckDBConnection,
  table: { readonly schema: string; readonly name: string },
  columns: readonly AppendedColumn[],
): Promise<RowAppender> {
  const types = columns.map(column => duckType(column.type))
  const declared = columns.map((column, i) => `${quoteName(column.name)} ${String(types[i])}`)
  await connection.run(
    `CREATE TABLE ${quoteName(table.schema)}.${quoteName(table.name)} (${declared.join(', ')})`,
  )
  const appender = await connection.createAppender(table.name, table.schema)
  return {
    append(rows) {
      for (let from = 0; from < rows.length; from += chunkRows) {
        const part = rows.slice(from, from + chunkRows)
        const chunk = DuckDBDataChunk.create(types)
        chunk.setColumns(columns.map((column, c) => part.map(row => duckValue(row[c] ?? null, column.type))))
        appender.appendDataChunk(chunk)
      }
    },
    close: () => appender.closeSync(),
  }
}
