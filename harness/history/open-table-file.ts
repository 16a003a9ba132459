import { stat } from 'node:fs/promises'
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import { VARCHAR } from '@duckdb/node-api'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { readCsvHeader } from './csv-header.ts'
import { formatOfFile, type TableFormat } from './file-format.ts'
import { queryRows } from './query-rows.ts'
import { quoteName, quoteText } from './sql-text.ts'

/** A table file that is there and whose columns are known; its rows are read by the statement that uses it. */
export interface TableFile {
  readonly path: string
  readonly format: TableFormat
  /** By name, in the order of the file; in CSV and JSONL the type is VARCHAR whatever the cells hold. */
  readonly columns: ReadonlyMap<string, DuckDBType>
  /** A subquery with `__row` (1, 2, …) and whatever `cell` needs. */
  readonly from: string
  /** SQL of a column's raw cell over `from`: VARCHAR in CSV, JSON in JSONL, the column's own type in Parquet. */
  cell(column: string): string
}

/**
 * Opens a `.parquet`, `.csv` or `.jsonl` file as a table.
 * @throws PlumblineError `missing-file`, `empty-input` (no header, no row), `corrupt-file`, `usage` (another ending).
 */
export async function openTableFile(connection: DuckDBConnection, path: string): Promise<TableFile> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new PlumblineError('missing-file', `${path} does not exist: check the path`)
  if (!found.isFile())
    throw new PlumblineError('missing-file', `${path} is not a file: give one file for a table`)
  const { format, gzipped } = formatOfFile(path)
  if (found.size === 0) throw new PlumblineError('empty-input', `${path} is empty (0 bytes): write it again`)
  if (format === 'parquet') return openParquet(connection, path)
  return format === 'csv' ? openCsv(path, gzipped) : openJsonl(connection, path)
}

/** Turns what DuckDB says of a file that it cannot read into one sentence; a failure of the machine stays what it is. */
export async function readingFile<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof PlumblineError || isOfMachine(cause)) throw cause
    const said = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    const line = said
      .slice(0, 2)
      .join(', ')
      .replace(/[\s,.:]+$/, '')
    throw new PlumblineError('corrupt-file', `${path} cannot be read (${line}): write it again`, { cause })
  }
}

/** Whether the machine failed, and not the file: then what is thrown is let through as it is. */
function isOfMachine(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  if ('syscall' in cause) return true
  if (/^(Out of Memory|Interrupt) Error/i.test(cause.message)) return true
  // DuckDB calls it an IO Error, too, where a file is cut short or cannot be unzipped.
  return /^IO Error.*(No space|Permission denied|Too many open|Input\/output|writ(e|ing)|temporary)/is.test(
    cause.message.split('\n')[0] as string,
  )
}

/** A path as DuckDB's readers take it literally, with nothing in it that stands for other paths. */
function literalPath(path: string): string {
  return quoteText(path.replace(/[[*?]/g, '[$&]'))
}

async function openParquet(connection: DuckDBConnection, path: string): Promise<TableFile> {
  const scan = (numbered: boolean) =>
    `read_parquet(${literalPath(path)}, hive_partitioning = false${numbered ? ', file_row_number = true' : ''})`
  const shape = await readingFile(path, () =>
    connection.runAndReadAll(`SELECT * FROM ${scan(false)} LIMIT 0`),
  )
  const names = shape.columnNames()
  const types = shape.columnTypes()
  const all = names.includes('__row') ? '* EXCLUDE (__row)' : '*'
  const from = names.includes('file_row_number')
    ? `(SELECT row_number() OVER () AS __row, ${all} FROM ${scan(false)})`
    : `(SELECT file_row_number + 1 AS __row, ${all} FROM ${scan(true)})`
  const columns = new Map(names.map((name, i) => [name, types[i] as DuckDBType]))
  return { path, format: 'parquet', columns, from, cell: quoteName }
}

async function openCsv(path: string, gzipped: boolean): Promise<TableFile> {
  const names = await readingFile(path, () => readCsvHeader(path, gzipped))
  if (names === null) {
    throw new PlumblineError('empty-input', `${path} has no header: its first line must name the columns`)
  }
  const [only] = names
  const delimiter = names.length > 1 ? undefined : [';', '\t', '|'].find(each => only?.includes(each))
  if (delimiter !== undefined) {
    throw new PlumblineError(
      'corrupt-file',
      `${path} separates its columns by ${JSON.stringify(delimiter)}, not by ",": write it again with commas`,
    )
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) {
    throw new PlumblineError(
      'corrupt-file',
      `${path} has two columns ${twice}: give each column a name of its own`,
    )
  }
  const columns = names.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ')
  // `allow_quoted_nulls = false` is what tells an empty cell, a null, from "", the empty string.
  const options = [
    'auto_detect = false',
    `columns = {${columns}}`,
    'header = true',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    'hive_partitioning = false',
    `compression = '${gzipped ? 'gzip' : 'none'}'`,
  ]
  return {
    path,
    format: 'csv',
    columns: new Map(names.map(name => [name, VARCHAR])),
    from: `(SELECT row_number() OVER () AS __row, * FROM read_csv(${literalPath(path)}, ${options.join(', ')}))`,
    cell: column => `c${names.indexOf(column)}`,
  }
}

async function openJsonl(connection: DuckDBConnection, path: string): Promise<TableFile> {
  const scan = `read_ndjson_objects(${literalPath(path)}, hive_partitioning = false)`
  const found = await readingFile(path, () =>
    queryRows(
      connection,
      `SELECT key, min(n) FROM (
         SELECT n, unnest(CASE WHEN json_type(json) = 'OBJECT' THEN json_keys(json) ELSE [NULL] END) AS key
         FROM (SELECT row_number() OVER () AS n, json FROM ${scan})
       ) GROUP BY key ORDER BY min(n)`,
    ),
  )
  if (found.length === 0)
    throw new PlumblineError('empty-input', `${path} has no rows: write one JSON object a line`)
  const stray = found.find(([key]) => key === null)
  if (stray !== undefined) {
    throw new PlumblineError(
      'corrupt-file',
      `${path}, row ${stray[1]}, is no JSON object: write one object a line`,
    )
  }
  return {
    path,
    format: 'jsonl',
    columns: new Map(found.map(([key]) => [String(key), VARCHAR])),
    from: `(SELECT row_number() OVER () AS __row, json FROM ${scan})`,
    cell: column =>
      `json_extract(json, ${quoteText(`/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`)})`,
  }
}
