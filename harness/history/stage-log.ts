import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions, Source } from '../../features/definitions.ts'
import { acceptLog, type LogRequest } from './accept-log.ts'
import { planLog } from './log-columns.ts'
import { readingFile, type TableFile } from './open-table-file.ts'
import { selectPlanned } from './plan-columns.ts'
import { queryRows } from './query-rows.ts'
import { refuseFaults } from './refuse-file.ts'
import type { StagedLog } from './staged-history.ts'
import type { TableColumns } from './table-columns.ts'

export interface LogFile {
  readonly file: TableFile
  readonly columns: TableColumns
  readonly definitions: Definitions
  readonly source: Source
  /** Quoted name of the relation to make. */
  readonly relation: string
}

/**
 * Reads a source's log from a file into a relation; history § events.
 * @throws PlumblineError `missing-column`, `wrong-column-type`, `ambiguous-time`, `corrupt-file`
 */
export async function stageLogFile(
  connection: DuckDBConnection,
  { file, columns, definitions, source, relation }: LogFile,
): Promise<{ readonly log: StagedLog; readonly notes: readonly string[] }> {
  const plan = await planLog(connection, file, columns, source.fields, new Set(source.keyFields))
  const records = `SELECT ${plan.completed.join(', ')}, __arrival_read IS NULL AS __assumed FROM (${selectPlanned(file, plan.planned)})`
  const request: LogRequest = {
    definitions,
    source,
    records,
    also: ['__refusal', '__assumed'],
    relation,
    hasSeq: plan.hasSeq,
    mayBePlaced: plan.mayBePlaced,
  }
  await readingFile(file.path, () => acceptLog(connection, request))
  await refuseFaults(connection, relation, file, plan.planned, columns.table)
  const log = await describeLog(connection, {
    source,
    relation,
    idType: plan.idType,
    lateUnknown: plan.lateUnknown,
  })
  for (const column of request.also) await connection.run(`ALTER TABLE ${relation} DROP COLUMN ${column}`)
  return { log, notes: plan.notes }
}

export interface LogShape {
  readonly source: Source
  readonly relation: string
  readonly idType: 'string' | 'int'
  readonly lateUnknown: boolean
}

/** Counts what a relation of `acceptLog` with its `__assumed` column holds. */
export async function describeLog(connection: DuckDBConnection, shape: LogShape): Promise<StagedLog> {
  const [counts] = await queryRows(
    connection,
    `SELECT count(*), count(*) FILTER (__assumed AND __arrival IS NOT NULL), count(*) FILTER (arrival_time > __arrival),
       count(__reject), coalesce(bool_or(partition IS NOT NULL AND "offset" IS NOT NULL), false) FROM ${shape.relation}`,
  )
  const [rows, assumed, raised, rejected, placed] = counts!
  return {
    source: shape.source.name,
    relation: shape.relation,
    whole: shape.relation,
    fields: shape.source.fields,
    keyFields: shape.source.keyFields,
    idType: shape.idType,
    rows: Number(rows),
    lateUnknown: shape.lateUnknown,
    arrivalsAssumed: shape.lateUnknown ? 0 : Number(assumed),
    raised: Number(raised),
    rejected: Number(rejected),
    placed: placed === true,
  }
}
