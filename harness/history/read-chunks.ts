import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { DuckDBListValue } from '@duckdb/node-api'
import type { Value, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import { quoteName } from './sql-text.ts'

/** One column of a query whose rows become values: SQL that DuckDB gives as plain bigints, numbers and texts. */
export interface ReadColumn {
  readonly sql: string
  readonly isList: boolean
}

/** A column that is read as it is: text, integer or boolean. */
export function plainColumn(column: string): ReadColumn {
  return { sql: column, isList: false }
}

function exactSql(value: string, type: ValueType, depth: number): string {
  if (!type.includes('timestamp')) return value
  const shape = typeShape(type)
  if (shape.kind !== 'list') return `epoch_us(${value})`
  return `list_transform(${value}, lambda x${depth}: ${exactSql(`x${depth}`, shape.element, depth + 1)})`
}

/** Rows of a query in order, chunk by chunk, column by column: at most 2048 rows a chunk, on a connection of its own. */
export async function* readChunks(
  connect: () => Promise<DuckDBConnection>,
  columns: readonly ReadColumn[],
  from: string,
): AsyncGenerator<{ readonly rows: number; readonly columns: readonly (readonly Value[])[] }> {
  const connection = await connect()
  try {
    const result = await connection.stream(`SELECT ${columns.map(column => column.sql).join(', ')} ${from}`)
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) return
      const values = chunk.getColumns()
      yield {
        rows: chunk.rowCount,
        columns: columns.map((column, i) => {
          const read = values[i] as DuckDBValue[]
          return column.isList ? read.map(listValue) : (read as Value[])
        }),
      }
    }
  } finally {
    connection.closeSync()
  }
}

function listValue(value: DuckDBValue): Value {
  return value instanceof DuckDBListValue ? value.items.map(listValue) : (value as Value)
}

/** A column of a relation by its name, in its type; timestamps are read as µs, also within lists. */
export function named(name: string, type: ValueType, alias: string | null = null): ReadColumn {
  const column = alias === null ? quoteName(name) : `${alias}.${quoteName(name)}`
  return { sql: exactSql(column, type, 0), isList: typeShape(type).kind !== 'scalar' }
}
