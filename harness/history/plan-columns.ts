import type { Cell, FaultKind } from './convert/cell.ts'
import { convertCell, type Wanted } from './convert/convert-cell.ts'
import type { TableFile } from './open-table-file.ts'
import { quoteName, quoteText } from './sql-text.ts'
import type { TableColumns } from './table-columns.ts'

/** One column of a file on its way to a column of ours. */
export interface PlannedColumn {
  readonly ours: string
  readonly theirs: string
  readonly wanted: Wanted
  readonly cell: Cell
  /** Faults that leave the cell null, with what it held kept in `__raw`; every other fault refuses the file. */
  readonly kept: ReadonlySet<FaultKind>
}

/** Plans the reading of one of our columns, null where the file lacks it. */
export function planColumn(
  file: TableFile,
  columns: TableColumns,
  ours: string,
  wanted: Wanted,
  kept: ReadonlySet<FaultKind> = new Set(),
): PlannedColumn | null {
  const { column, unit } = columns.theirs(ours)
  if (!file.columns.has(column) && !columns.mapped.has(ours)) return null
  return { ours, theirs: column, wanted, cell: convertCell(file, column, wanted, unit), kept }
}

/**
 * SQL: the planned columns of a file under our names, with `__row`, `__raw` (JSON of the kept cells by our column, each
 * a JSON text of its own), and `__refusal` (VARCHAR `<index>:<fault>` of the first column that refuses the file).
 */
export function selectPlanned(file: TableFile, planned: readonly PlannedColumn[]): string {
  const raws = planned.map((each, i) => `${each.cell.raw} AS r${i}`)
  const parsed = planned.map((each, i) => `${each.cell.parse(`r${i}`)} AS v${i}`)
  const faults = planned.map(
    (each, i) => `${each.cell.fault?.(`r${i}`, `v${i}`) ?? 'CAST(NULL AS VARCHAR)'} AS f${i}`,
  )
  const outputs = planned.map((each, i) => `${each.cell.finish(`v${i}`)} AS ${quoteName(each.ours)}`)
  const given = file.format === 'parquet' && file.columns.has('__raw') ? file.cell('__raw') : 'NULL'
  return `SELECT __row, ${[...outputs, `coalesce(g, ${rawOf(planned)}) AS __raw`, `${refusalOf(planned)} AS __refusal`].join(', ')}
FROM (SELECT *, ${faults.join(', ')}
FROM (SELECT *, ${parsed.join(', ')}
FROM (SELECT __row, CAST(${given} AS VARCHAR) AS g, ${raws.join(', ')}
FROM ${file.from})))`
}

function isIn(fault: string, kinds: Iterable<FaultKind>): string {
  return `${fault} IN (${[...kinds].map(quoteText).join(', ')})`
}

function rawOf(planned: readonly PlannedColumn[]): string {
  const parts = planned.flatMap((each, i) => {
    if (each.cell.fault === null || each.kept.size === 0) return []
    const encoded = `CAST(to_json(${each.cell.encode(`r${i}`, `v${i}`)}) AS VARCHAR)`
    return [`CASE WHEN ${isIn(`f${i}`, each.kept)} THEN '"${each.ours}":' || ${encoded} END`]
  })
  if (parts.length === 0) return 'CAST(NULL AS VARCHAR)'
  return `'{' || nullif(concat_ws(',', ${parts.join(', ')}), '') || '}'`
}

function refusalOf(planned: readonly PlannedColumn[]): string {
  const parts = planned.flatMap((each, i) => {
    if (each.cell.fault === null) return []
    const keeps = each.kept.size === 0 ? 'false' : isIn(`f${i}`, each.kept)
    return [`CASE WHEN f${i} IS NOT NULL AND NOT ${keeps} THEN '${i}:' || f${i} END`]
  })
  return parts.length === 0 ? 'CAST(NULL AS VARCHAR)' : `coalesce(${parts.join(', ')}, CAST(NULL AS VARCHAR))`
}
