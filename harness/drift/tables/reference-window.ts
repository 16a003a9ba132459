import { parseDuration } from '../../../features/duration.ts'
import { parseInstant } from '../../../features/instant-text.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { queryRows } from '../../history/query-rows.ts'
import type { DriftSettings } from '../drift-settings.ts'
import type { Engine } from '../engine.ts'
import { asMicros } from './column-pair.ts'
import { type DriftTable, filteredTable } from './drift-table.ts'

/**
 * The rows of the reference that the settings want: in [from, to), or the last so long before the current side begins.
 * @throws PlumblineError `missing-column` without a time column
 */
export async function windowedReference(
  { connection }: Engine,
  reference: DriftTable,
  current: DriftTable,
  settings: DriftSettings,
): Promise<DriftTable> {
  const window = settings.referenceWindow
  if (window === undefined) return reference
  const at = timeOf(reference, settings.time)
  if ('from' in window) {
    const [from, to] = [parseInstant(window.from), parseInstant(window.to)]
    return filteredTable(connection, reference, reference.name, `${at} >= ${from} AND ${at} < ${to}`)
  }
  const [row] = await queryRows(
    connection,
    `SELECT min(${timeOf(current, settings.time)}) FROM ${current.relation}`,
  )
  const start = row?.[0] ?? null
  if (start === null) return reference
  const from = BigInt(start as bigint) - BigInt(parseDuration(window.last) ?? 0)
  return filteredTable(connection, reference, reference.name, `${at} >= ${from} AND ${at} < ${start}`)
}

function timeOf(table: DriftTable, time: string): string {
  const at = asMicros(table.columns.get(time))
  if (at !== null) return at
  throw new PlumblineError(
    'missing-column',
    `referenceWindow needs the time of a row, but ${table.name} has no time column ${time}: name it with --time`,
  )
}
