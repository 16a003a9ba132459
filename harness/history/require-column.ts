import { nearestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { TableFile } from './open-table-file.ts'
import type { TableColumns } from './table-columns.ts'

/** Column names that one message lists at most. */
const listedMax = 20

/** @throws PlumblineError `missing-column`, with what is there and the nearest of it. */
export function requireColumn(file: TableFile, columns: TableColumns, ours: string): void {
  const { column } = columns.theirs(ours)
  if (file.columns.has(column)) return
  const nearest = nearestName(column, file.columns.keys()) ?? '<its column>'
  throw new PlumblineError(
    'missing-column',
    `${file.path} has no column ${column} (it has ${listNames(file.columns.keys())}): name one that it has, --map ${columns.table}.${ours}=${nearest}`,
  )
}

/** A note on columns that a file lacks and need not have, none where it lacks none. */
export function absentColumns(
  file: TableFile,
  columns: TableColumns,
  absent: readonly string[],
  meaning: string,
): string[] {
  if (absent.length === 0) return []
  const near = absent.flatMap(ours => {
    const nearest = nearestName(ours, file.columns.keys())
    return nearest === null ? [] : [`${columns.table}.${ours}=${nearest}`]
  })
  const mend = near.length === 0 ? '' : `; if a name differs: --map ${near.join(' --map ')}`
  return [`${file.path} has no column for ${listNames(absent)}: ${meaning}${mend}`]
}

/** Names for a message, the first of them where there are many. */
export function listNames(names: Iterable<string>): string {
  const all = [...names]
  return `${all.slice(0, listedMax).join(', ')}${all.length > listedMax ? `, and ${all.length - listedMax} more` : ''}`
}
