import { suggestName } from '../../../features/nearest-name.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { ValueType } from '../../../features/value.ts'
import type { TableFile } from '../open-table-file.ts'
import type { Cell } from './cell.ts'
import { jsonCell } from './json-cell.ts'
import { parquetCell } from './parquet-cell.ts'
import { textCell } from './text-cell.ts'
import { boundedTime, type TimeForm } from './time-cell.ts'
import type { TimeUnit } from './time-text.ts'

/** What a column must hold: a value, or one of the fixed columns of instants. */
export type Wanted = ValueType | Exclude<TimeForm, 'timestamp'>

/**
 * Reads a column of a file as what is wanted.
 * @throws PlumblineError `missing-column` where the file has no such column.
 */
export function convertCell(file: TableFile, column: string, wanted: Wanted, unit: TimeUnit | null): Cell {
  const found = file.columns.get(column)
  if (found === undefined) {
    const mend = suggestName(column, file.columns.keys())
    throw new PlumblineError('missing-column', `${file.path} has no column ${column}: ${mend}`)
  }
  const form = wanted === 'instant' || wanted === 'micros' ? wanted : null
  const type = form === null ? (wanted as ValueType) : 'timestamp'
  const raw = file.cell(column)
  const cell =
    file.format === 'parquet'
      ? parquetCell(raw, found, type, unit)
      : file.format === 'csv'
        ? textCell(raw, type, unit)
        : jsonCell(raw, type, unit)
  return type === 'timestamp' ? boundedTime(cell, form ?? 'timestamp') : cell
}
