import { type DuckDBDataChunk, type DuckDBResult, DuckDBTypeId } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { ColumnType } from '../core/index-plan.ts'
import type { Column } from '../core/record-batch.ts'

const typeIds = { int32: DuckDBTypeId.INTEGER, float64: DuckDBTypeId.DOUBLE } as const
const bytes = { int32: 4, float64: 8 } as const

/** Columns of a result as memory is copied, value by value untouched: no column may hold a null. */
export function checkColumns(result: DuckDBResult, types: readonly ColumnType[]): void {
  for (const [i, type] of types.entries()) {
    if (result.columnTypeId(i) !== typeIds[type])
      throw new TypeError(`column ${i} of the stream is ${result.columnType(i)}, not ${type}`)
  }
}

/** Copies column `i` of a chunk to a column of its type, from row `at` on. */
export function copyColumn(chunk: DuckDBDataChunk, i: number, into: Column, at: number): void {
  const rows = chunk.rowCount
  const type = into instanceof Int32Array ? 'int32' : 'float64'
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, i)
  const from = duckdb.vector_get_data(vector, rows * bytes[type])
  const target = new Uint8Array(into.buffer, into.byteOffset + at * bytes[type], rows * bytes[type])
  target.set(from)
}
