import type { DuckDBConnection } from '@duckdb/node-api'
import type { LogRelation } from './legal-records.ts'

/** Finds the columns of a log that its reader names otherwise where a field of the source has taken their names. */
export async function findLogRelation(connection: DuckDBConnection, name: string): Promise<LogRelation> {
  const described = await connection.runAndReadAll(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${name})`)
  const columns = new Set(described.getRows().map(([column]) => column))
  const either = (column: string) => (columns.has(`__${column}`) ? `__${column}` : column)
  return { name, row: either('row'), reject: either('reject') }
}
