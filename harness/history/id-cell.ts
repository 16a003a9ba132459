import { type DuckDBConnection, DuckDBTypeId } from '@duckdb/node-api'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Cell } from './convert/cell.ts'
import { parquetCell } from './convert/parquet-cell.ts'
import { textOfScalar } from './convert/parse-json.ts'
import { textCell } from './convert/text-cell.ts'
import { readingFile, type TableFile } from './open-table-file.ts'
import type { IdKind } from './parse-mapping.ts'
import { queryRows } from './query-rows.ts'
import type { TableColumns } from './table-columns.ts'

/** Types of Parquet that are ids as text; every other is read as an integer, or refused as none. */
const textIds: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.VARCHAR,
  DuckDBTypeId.ENUM,
  DuckDBTypeId.UUID,
  DuckDBTypeId.BLOB,
])

export interface IdCell {
  readonly cell: Cell
  readonly kind: IdKind
}

/**
 * Reads a column of ids, integers or texts: in Parquet by its type, in JSONL by the JSON types, in CSV as integers where
 * every cell is one in its plain form (`7`, not `007`), unless the mapping says `@int` or `@string`.
 * @throws PlumblineError `wrong-column-type` where a JSONL column mixes the two.
 */
export async function idCell(
  connection: DuckDBConnection,
  file: TableFile,
  columns: TableColumns,
  ours: string,
): Promise<IdCell> {
  const { column, idKind } = columns.theirs(ours)
  const raw = file.cell(column)
  if (file.format === 'parquet') {
    const found = file.columns.get(column)!
    const kind = textIds.has(found.typeId) ? 'string' : 'int'
    return { kind, cell: parquetCell(raw, found, kind, null) }
  }
  const text = file.format === 'csv' ? raw : textOfScalar(raw)
  const kind = idKind ?? (await kindOf(connection, file, column, text))
  return { kind, cell: textCell(text, kind, null) }
}

async function kindOf(
  connection: DuckDBConnection,
  file: TableFile,
  column: string,
  text: string,
): Promise<IdKind> {
  const isNumber =
    file.format === 'csv'
      ? String.raw`regexp_full_match(t, '0|-?[1-9]\d*') AND TRY_CAST(t AS BIGINT) IS NOT NULL`
      : `j <> 'VARCHAR'`
  const type = file.format === 'csv' ? 'NULL' : `json_type(${file.cell(column)})`
  const [found] = await readingFile(file.path, () =>
    queryRows(
      connection,
      `SELECT bool_and(${isNumber}), bool_or(${isNumber}) FROM (SELECT ${text} AS t, ${type} AS j FROM ${file.from}) WHERE t IS NOT NULL`,
    ),
  )
  if (file.format === 'jsonl' && found?.[0] === false && found[1] === true) {
    throw new PlumblineError(
      'wrong-column-type',
      `${file.path}: column ${column} holds numbers and texts; write one kind, or name it in the mapping with @int or @string`,
    )
  }
  return found?.[0] === true ? 'int' : 'string'
}
