import type { DuckDBConnection } from '@duckdb/node-api'

/** The database that holds both sides; every connection sees the same tables. */
export interface Engine {
  readonly connection: DuckDBConnection
  connect(): Promise<DuckDBConnection>
}
