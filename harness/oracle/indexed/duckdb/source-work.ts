import type { DuckDBConnection } from '@duckdb/node-api'
import { duckdb } from '../../../../features/dialects/duckdb.ts'
import { eventTime, field, isLegal, type LogRelation, recordedArrival } from './legal-records.ts'
import type { SourceNeeds } from './source-needs.ts'

/** One source of a document at work: its log, the points asked of it, and the temporary tables in between. */
export interface SourceWork {
  readonly connection: DuckDBConnection
  readonly needs: SourceNeeds
  readonly log: LogRelation
  /** By reading: a relation of points with their `__number`, key parts, `as_of`, `__k` and `__applied`. */
  readonly points: readonly string[]
  /** Some point is read at offsets. */
  readonly applied: boolean
  /** The arrival times of the log do not fall along the offsets of a partition. */
  readonly arrivalsRaised: boolean
  /** SQL name of a temporary table of this work. */
  table(name: string): string
}

/** SQL: the legal records `l` of the log, with `__came` (α, raised) and `__happened` (τ, null on some deletes), µs. */
export function legalRecords(work: SourceWork, raised: boolean): string {
  const { log, needs } = work
  const row = `l.${duckdb.identifier(log.row)}`
  const came = raised ? `coalesce(r.raised, ${recordedArrival})` : recordedArrival
  const join = raised ? ` LEFT JOIN ${work.table('raised')} r ON r.line = ${row}` : ''
  const legal = isLegal(log, needs.definitions, needs.source)
  return `(SELECT l.*, ${row} AS __line, ${came} AS __came, CASE WHEN isfinite(l.event_time) THEN ${eventTime} END AS __happened
FROM ${log.name} l${join} WHERE ${legal}) l`
}

/** SQL: the order of the log; semantics § 2. */
export const logOrder = `l.__came, l.seq, l.partition, l."offset", l.__line`

/** SQL: that key `k` is the key of record `l`. */
export function sameKey({ needs }: SourceWork): string {
  return needs.source.keyFields.map((name, i) => `k.k${i} = ${field(name)}`).join(' AND ')
}

export async function queryRow(connection: DuckDBConnection, sql: string) {
  return (await connection.runAndReadAll(sql)).getRows()[0] ?? []
}

/** Makes a temporary table and says how many rows it has. */
export async function makeTable(work: SourceWork, name: string, query: string): Promise<number> {
  const table = work.table(name)
  await work.connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${query}`)
  return Number((await queryRow(work.connection, `SELECT count(*) FROM ${table}`))[0])
}
