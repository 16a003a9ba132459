import type { DuckDBConnection } from '@duckdb/node-api'
import { targetColumns, targetName } from '../../features/target.ts'
import { acceptLog } from './accept-log.ts'
import { appendRows } from './append-rows.ts'
import { assembleStaged, relationNames } from './assemble-staged.ts'
import type { History, HistoryTable } from './history.ts'
import { type LogView, logViews } from './log-views.ts'
import { type Database, openDatabase } from './open-database.ts'
import { servedRows, trainingRows } from './probe-columns.ts'
import { recordRows } from './record-columns.ts'
import { requestFields } from './request-fields.ts'
import { quoteName } from './sql-text.ts'
import { describeLog } from './stage-log.ts'
import type { StagedHistory, StagedTable } from './staged-history.ts'
import type { SeenLog } from './take-sample.ts'

/** A database to stage in, and a schema of its own for this History, which `close` drops. */
export interface StagePlace {
  readonly database: Database
  readonly schema: string
}

/**
 * Stages a History that is in memory; without a place, in a database of its own, which `close` closes.
 * @throws PlumblineError `wrong-column-type` where ids of both kinds are mixed.
 */
export async function stageMemory(history: History, place: StagePlace | null = null): Promise<StagedHistory> {
  const { database, schema } = place ?? { database: await openDatabase(), schema: 'history' }
  const { connection, connect } = database
  const close = async () => {
    if (place === null) database.close()
    else await connection.run(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`)
  }
  try {
    await connection.run(`CREATE SCHEMA ${quoteName(schema)}`)
    const names = relationNames(schema)
    const targets = history.tables.map(table => table.target)
    const tables: StagedTable[] = []
    for (const table of history.tables) tables.push(await stageTable(connection, schema, table))
    const logs: SeenLog[] = []
    for (const view of logViews(targets)) {
      logs.push(await stageLog(connection, schema, view, history, names('log', view.source.name)))
    }
    return assembleStaged({
      connection,
      connect,
      page: history.page,
      targets,
      tables,
      logs,
      notes: [],
      sample: null,
      close,
    })
  } catch (error) {
    await close()
    throw error
  }
}

async function stageLog(
  connection: DuckDBConnection,
  schema: string,
  { source, definitions, documents }: LogView,
  history: History,
  relation: string,
): Promise<SeenLog> {
  const { columns, rows, idType } = recordRows(
    source.name,
    source.fields,
    history.events.get(source.name) ?? [],
  )
  const given = { schema, name: `given_${source.name}` }
  await appendRows(connection, given, columns, rows)
  const from = `${quoteName(schema)}.${quoteName(given.name)}`
  const records = `SELECT * REPLACE (CAST(partition AS INTEGER) AS partition), false AS __assumed FROM ${from}`
  const request = {
    definitions,
    source,
    records,
    also: ['__assumed'],
    relation,
    hasSeq: true,
    mayBePlaced: true,
  }
  await acceptLog(connection, request)
  const log = await describeLog(connection, { source, relation, idType, lateUnknown: false })
  await connection.run(`ALTER TABLE ${relation} DROP COLUMN __assumed`)
  await connection.run(`DROP TABLE ${from}`)
  return { log, documents, keyParts: definitions.entity.map(part => part.name) }
}

/** Makes the relations of one target in a schema: what was served, and what was trained on. */
export async function stageTable(
  connection: DuckDBConnection,
  schema: string,
  table: HistoryTable,
): Promise<StagedTable> {
  const { target } = table
  const name = targetName(target)
  const served = servedRows(table)
  const relation = (kind: string) => `${quoteName(schema)}.${quoteName(`${kind}_${name}`)}`
  await appendRows(connection, { schema, name: `served_${name}` }, served.columns, served.rows)
  const training = table.training === null ? null : trainingRows(target, table.training)
  if (training !== null)
    await appendRows(connection, { schema, name: `training_${name}` }, training.columns, training.rows)
  const absent = (columns: StagedTable['columns']) =>
    targetColumns(target)
      .map(each => each.column)
      .filter(each => !columns.some(({ column }) => column === each))
  const hasProbeId = table.training?.some(row => row.probeId !== null) ?? false
  return {
    target,
    name,
    served: relation('served'),
    servedRows: served.rows.length,
    training: training === null ? null : relation('training'),
    trainingRows: training?.rows.length ?? 0,
    probeIdType: served.probeIdType,
    trainingByProbeId: hasProbeId,
    trainingProbeIdType: hasProbeId ? (training?.probeIdType ?? null) : null,
    columns: served.features,
    trainingColumns: training?.features ?? [],
    uncompared: {
      online: absent(served.features),
      offline: training === null ? [] : absent(training.features),
    },
    request: requestFields(target),
  }
}
