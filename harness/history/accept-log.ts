import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions, Source } from '../../features/definitions.ts'
import { plainAliases } from './own-columns.ts'
import { queryRows } from './query-rows.ts'
import { quoteName } from './sql-text.ts'
import { isKept, staticReject } from './static-reject.ts'

/** The fixed columns of a staged log, in order. */
const fixed = [
  'event_time',
  'arrival_time',
  'seq',
  'id',
  'revision',
  'op',
  'partition',
  'offset',
  '__row',
  '__reject',
]

export interface LogRequest {
  readonly definitions: Definitions
  readonly source: Source
  /** SQL of the records: fields, `event_time`, `__arrival_read`, `seq`, `id`, `revision`, `op`, `partition`, `offset`, `__row`, `__raw`, and whatever `also` names. */
  readonly records: string
  readonly also: readonly string[]
  /** Quoted name of the relation to make. */
  readonly relation: string
  /** Whether the records come with positions, and whether they may have partitions and offsets. */
  readonly hasSeq: boolean
  readonly mayBePlaced: boolean
}

/**
 * Makes the relation of a log: judges each record by itself, raises α along the offsets of a partition over the legal
 * records, and completes `seq`, so that (arrival_time, seq) is the order of the log; semantics §§ 2 and 10.
 */
export async function acceptLog(connection: DuckDBConnection, request: LogRequest): Promise<void> {
  const { relation, source, also } = request
  const rowIsSeq = !request.hasSeq && !request.mayBePlaced
  const columns = [...source.fields.keys(), ...fixed, '__raw', '__arrival', ...also].map(column =>
    column === 'seq' && rowIsSeq ? '__row AS seq' : quoteName(column),
  )
  const selected = [...columns, ...plainAliases(['row', 'reject'], source.fields.keys())].join(', ')
  await connection.run(
    `CREATE TABLE ${relation} AS SELECT ${selected} FROM (
       SELECT *, ${request.mayBePlaced ? raised : '__arrival'} AS arrival_time FROM (
         SELECT *, ${staticReject(request.definitions, source)} AS __reject FROM (
           SELECT *, ${arrivalGiven} AS __arrival FROM (${request.records}))))`,
  )
  if (!rowIsSeq) await completeSeq(connection, request)
}

/** A missing arrival time is the event time; one that could not be read is none. */
const arrivalGiven = `CASE WHEN NOT ${isKept('arrival_time')} THEN coalesce(__arrival_read, event_time) END`

const runningMaximum = `max(CASE WHEN __reject IS NULL THEN __arrival END) OVER (PARTITION BY partition ORDER BY "offset", __row ROWS UNBOUNDED PRECEDING)`

const raised = `CASE WHEN __reject IS NULL AND partition IS NOT NULL AND "offset" IS NOT NULL THEN greatest(__arrival, ${runningMaximum}) ELSE __arrival END`

async function completeSeq(connection: DuckDBConnection, request: LogRequest): Promise<void> {
  const { relation } = request
  if (request.hasSeq) {
    const [found] = await queryRows(connection, `SELECT count(*) = count(DISTINCT seq) FROM ${relation}`)
    if (found?.[0] === true) return
  }
  // Where offsets are given they order what seq does not, before the row number does: they are the log's own.
  const order = `arrival_time, seq, partition, "offset", __row`
  await connection.run(
    `CREATE OR REPLACE TABLE ${relation} AS
     SELECT * REPLACE (row_number() OVER (ORDER BY ${order}) AS seq) FROM ${relation} ORDER BY __row`,
  )
}
