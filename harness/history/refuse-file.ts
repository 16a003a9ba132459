import type { DuckDBConnection } from '@duckdb/node-api'
import { type ErrorCode, PlumblineError } from '../../features/plumbline-error.ts'
import { columnType } from './column-type.ts'
import type { FaultKind } from './convert/cell.ts'
import type { TableFile } from './open-table-file.ts'
import type { PlannedColumn } from './plan-columns.ts'
import { queryRows } from './query-rows.ts'

/**
 * Throws if a staged relation holds a cell that refuses its file, naming the first such row and its column.
 * @throws PlumblineError `wrong-column-type`, `ambiguous-time`
 */
export async function refuseFaults(
  connection: DuckDBConnection,
  relation: string,
  file: TableFile,
  planned: readonly PlannedColumn[],
  table: string,
): Promise<void> {
  const [first] = await queryRows(
    connection,
    `SELECT __row, __refusal FROM ${relation} WHERE __refusal IS NOT NULL ORDER BY __row LIMIT 1`,
  )
  if (first === undefined) return
  const [index, kind] = String(first[1]).split(':') as [string, FaultKind]
  const column = planned[Number(index)] as PlannedColumn
  const [found] = await queryRows(
    connection,
    `SELECT CAST(r AS VARCHAR) FROM (SELECT __row, ${column.cell.raw} AS r FROM ${file.from}) WHERE __row = ${first[0]}`,
  )
  const text = String(found?.[0] ?? '')
  throw refusal(file, column, kind, {
    row: String(first[0]),
    text: text.length > 40 ? `${text.slice(0, 40)}…` : text,
    table,
  })
}

interface Place {
  readonly row: string
  readonly text: string
  readonly table: string
}

function refusal(file: TableFile, column: PlannedColumn, kind: FaultKind, place: Place): PlumblineError {
  const [code, said] = describe[kind](file, column, place)
  return new PlumblineError(code, `${file.path}, row ${place.row}: column ${column.theirs} ${said}`)
}

const describe: Readonly<
  Record<FaultKind, (file: TableFile, column: PlannedColumn, place: Place) => readonly [ErrorCode, string]>
> = {
  'wrong-type': (file, column, { text }) => [
    'wrong-column-type',
    `${holds(file, column, text)}, but must be ${wantedOf(column)}, or convert to it without loss in every row; cast it when you write the file`,
  ],
  'wrong-shape': (file, column, { text }) => [
    'wrong-column-type',
    `${holds(file, column, text)}, but must be ${wantedOf(column)}, with that many elements and none of them null; write them so`,
  ],
  'naive-time': (_, column, { text, table }) => [
    'ambiguous-time',
    `holds ${text}, a time without a zone; write the zone, or say that it is UTC: --map ${table}.${column.ours}=${column.theirs}@utc`,
  ],
  'time-without-unit': (_, column, { text, table }) => [
    'ambiguous-time',
    `holds the bare number ${text} for a time; name its unit (s, ms, us or ns): --map ${table}.${column.ours}=${column.theirs}@ms`,
  ],
  'time-too-fine': (_, _column, { text }) => [
    'wrong-column-type',
    `holds ${text}, which is finer than a microsecond and would lose digits; round it when you write the file`,
  ],
  'time-out-of-range': (_, _column, { text }) => [
    'wrong-column-type',
    `holds ${text}, a time beyond what can be exact (± 2⁵³ µs, the years 1684 to 2255); leave the row out or mend it`,
  ],
}

function holds(file: TableFile, column: PlannedColumn, text: string): string {
  const type = file.columns.get(column.theirs)
  return file.format === 'parquet' ? `is ${String(type)} and holds ${text}` : `holds ${JSON.stringify(text)}`
}

function wantedOf({ wanted }: PlannedColumn): string {
  if (wanted === 'instant' || wanted === 'micros') return 'a timestamp (TIMESTAMP)'
  return `${wanted} (${columnType(wanted)})`
}
