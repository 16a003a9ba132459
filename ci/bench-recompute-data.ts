import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions } from '../features/definitions.ts'
import { definitionsOrThrow } from '../features/resolve-definitions.ts'

/** How keys are drawn: all alike, or by Zipf's law with exponent 1.2. */
export const shapes = ['uniform', 'zipf'] as const

export type Shape = (typeof shapes)[number]

export interface DataSize {
  readonly events: number
  readonly probes: number
  readonly keys: number
}

export interface DataFiles {
  readonly events: string
  readonly probes: string
}

export const windows = ['1h', '24h', '30d'] as const
export const kinds = ['count', 'sum', 'mean', 'min', 'max', 'stddev', 'last'] as const
export const readings = ['known', 'trained'] as const

export type Reading = (typeof readings)[number]

const start = 1_767_225_600_000_000
const span = 90 * 86_400_000_000

/** The workload of the published table: seven aggregates over three windows. */
export function workload(): Definitions {
  const features = windows.flatMap(length =>
    kinds.map(kind => {
      const aggregate = kind === 'count' ? { kind } : { kind, of: { field: 'amount' } }
      return [columnOf(kind, length), { source: 'payments', aggregate, window: { length } }] as const
    }),
  )
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'workload',
    version: 1,
    entity: { account: 'int' },
    sources: { payments: { key: { account: 'account' }, fields: { account: 'int', amount: 'float' } } },
    features: Object.fromEntries(features),
  })
}

export function columnOf(kind: (typeof kinds)[number], window: (typeof windows)[number]): string {
  return `${kind}_${window}`
}

/** Writes the events and probes of a shape as Parquet, in order of arrival and of asking, where they are not there yet. */
export async function writeData(
  connection: DuckDBConnection,
  folder: string,
  shape: Shape,
  size: DataSize,
): Promise<DataFiles> {
  const name = (table: string) => join(folder, `${shape}-${size.keys}-${table}.parquet`)
  const files = { events: name(`${size.events}-events`), probes: name(`${size.probes}-probes`) }
  if (!existsSync(files.events)) await connection.run(copyTo(eventsSql(shape, size), files.events))
  if (!existsSync(files.probes)) await connection.run(copyTo(probesSql(shape, size), files.probes))
  return files
}

function copyTo(query: string, file: string): string {
  return `COPY (${query}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`
}

/** A number in [0, 1) that depends on the row and on what it is for, and on nothing else. */
const uniform = (salt: string) => `(CAST(hash(i, '${salt}') % 9007199254740992 AS DOUBLE) / 9007199254740992)`

/** Nine in ten arrive within 2 s, the others late by a minute to three days. */
function eventsSql(shape: Shape, { events, keys }: DataSize): string {
  const late = `CASE WHEN ${uniform('late')} < 0.9 THEN 2e6 * ${uniform('prompt')}
    ELSE 6e7 * pow(4320, ${uniform('slow')}) END`
  return `SELECT account, make_timestamp(tau) AS event_time, make_timestamp(tau + CAST(floor(${late}) AS BIGINT)) AS arrival_time,
  round(1000 * ${uniform('amount')}, 2) AS amount
FROM (SELECT *, ${start} + CAST(floor(${span} * ${uniform('time')}) AS BIGINT) AS tau FROM (${accounts(shape, events, keys, 'event')}))
ORDER BY arrival_time, tau`
}

function probesSql(shape: Shape, { probes, keys }: DataSize): string {
  return `SELECT i AS probe, account, ${start} + CAST(floor(${span} * ${uniform('asked')}) AS BIGINT) AS as_of
FROM (${accounts(shape, probes, keys, 'probe')}) ORDER BY as_of, i`
}

/** Rows `i` with an `account` each. */
function accounts(shape: Shape, rows: number, keys: number, salt: string): string {
  if (shape === 'uniform') {
    return `SELECT i, CAST(hash(i, '${salt} account') % ${keys} AS BIGINT) AS account FROM range(${rows}) r(i)`
  }
  return `SELECT i, account FROM (SELECT i, ${uniform(`${salt} account`)} AS u FROM range(${rows}) r(i)) r
ASOF JOIN (
  SELECT k AS account, coalesce(sum(pow(k + 1, -1.2)) OVER (ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    / sum(pow(k + 1, -1.2)) OVER () AS low FROM range(${keys}) z(k)
) z ON r.u >= z.low`
}
