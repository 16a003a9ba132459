import { basename } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { openTableFile, readingFile, type TableFile } from '../../history/open-table-file.ts'
import { queryRows } from '../../history/query-rows.ts'
import { quoteName } from '../../history/sql-text.ts'
import { type DriftTable, driftTable } from './drift-table.ts'
import { inferredColumns } from './inferred-columns.ts'
import { refuseTwinColumns } from './refuse-twin-columns.ts'

/**
 * Opens a Parquet, CSV or JSONL file as a side of a comparison. Parquet is read where it lies, column by column; of CSV and
 * JSONL, which have no types, a typed table is made, each column in the narrowest type that holds every cell.
 * @param into a name for that table, not yet taken
 * @throws PlumblineError `missing-file`, `empty-input`, `corrupt-file` (two columns that differ in case alone among them), `usage`
 */
export async function openDriftTable(
  connection: DuckDBConnection,
  path: string,
  into: string,
): Promise<DriftTable> {
  const file = await openTableFile(connection, path)
  await readingFile(path, () => refuseTwinColumns(connection, file))
  const relation =
    file.format === 'parquet' ? withoutRowNumber(file) : await typedTable(connection, file, into)
  return readingFile(path, () => driftTable(connection, basename(path), relation))
}

function withoutRowNumber(file: TableFile): string {
  return `(SELECT ${[...file.columns.keys()].map(quoteName).join(', ')} FROM ${file.from})`
}

async function typedTable(connection: DuckDBConnection, file: TableFile, into: string): Promise<string> {
  const columns = await readingFile(file.path, () => inferredColumns(connection, file))
  const list = columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(', ')
  await readingFile(file.path, () =>
    queryRows(connection, `CREATE TABLE ${quoteName(into)} AS SELECT ${list} FROM ${file.from}`),
  )
  return quoteName(into)
}
