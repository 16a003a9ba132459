import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'

/** All rows of a small result. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql)).getRows()
}

/** The first value of the first row, as a number: for counts. */
export async function queryNumber(connection: DuckDBConnection, sql: string): Promise<number> {
  const rows = await queryRows(connection, sql)
  return Number(rows[0]?.[0] ?? 0)
}
