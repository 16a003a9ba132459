import { parseDuration } from '../../../features/duration.ts'
import { parseInstant } from '../../../features/instant-text.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { queryRows } from '../../history/query-rows.ts'
import { type DriftSettings, featureSettings, type ReferenceWindow } from '../drift-settings.ts'
import type { Engine } from '../engine.ts'
import { asMicros, noTime } from './column-pair.ts'
import type { DriftTable } from './drift-table.ts'

/** SQL over the reference that holds for the rows that a feature is held against; null: for all of them. */
export interface ReferenceWindows {
  /** Where a feature has no window of its own. */
  readonly shared: string | null
  of(column: string): string | null
}

/** Every feature is held against all rows. */
export const wholeReference: ReferenceWindows = { shared: null, of: () => null }

/**
 * The rows of the reference that the settings want, feature by feature: in [from, to), or the last so long before the
 * whole current side begins.
 * @throws PlumblineError `missing-column` without a time column; `usage` for a window before a current side without times
 */
export async function referenceWindows(
  { connection }: Engine,
  reference: DriftTable,
  current: DriftTable,
  settings: DriftSettings,
): Promise<ReferenceWindows> {
  const { time } = settings
  const own = new Map(
    Object.keys(settings.features).map(column => [column, featureSettings(settings, column).referenceWindow]),
  )
  const shared = settings.referenceWindow ?? null
  const all = [shared, ...own.values()].filter(window => window !== null)
  if (all.length === 0) return wholeReference
  const at = timeOf(reference, time)
  const start = all.some(window => 'last' in window) ? await beginningOf(connection, current, time) : null
  const sqlOf = (window: ReferenceWindow | null) => (window === null ? null : windowSql(window, at, start))
  return {
    shared: sqlOf(shared),
    of: column => sqlOf(own.has(column) ? (own.get(column) ?? null) : shared),
  }
}

/** The first time of the current side, in µs; null where it has no rows at all, of which the caller speaks. */
async function beginningOf(
  connection: Engine['connection'],
  current: DriftTable,
  time: string,
): Promise<bigint | null> {
  const sql = `SELECT min(${timeOf(current, time)}) FROM ${current.relation}`
  const start = (await queryRows(connection, sql))[0]?.[0] ?? null
  if (start !== null) return BigInt(start as bigint)
  if (current.rows === 0) return null
  throw new PlumblineError(
    'usage',
    `referenceWindow counts back from the first row of ${current.name}, where no row has a time in ${time}: name another column with --time, or give from and to`,
  )
}

function windowSql(window: ReferenceWindow, at: string, start: bigint | null): string | null {
  if ('from' in window) return `${at} >= ${parseInstant(window.from)} AND ${at} < ${parseInstant(window.to)}`
  if (start === null) return null
  return `${at} >= ${start - BigInt(parseDuration(window.last) ?? 0)} AND ${at} < ${start}`
}

function timeOf(table: DriftTable, time: string): string {
  const at = asMicros(table.columns.get(time))
  if (at !== null) return at
  throw new PlumblineError(
    'missing-column',
    `referenceWindow needs the time of a row, but ${noTime(table, time)}`,
  )
}
