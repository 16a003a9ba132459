import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Source } from '../../features/definitions.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { acceptLog } from '../history/accept-log.ts'
import type { Database } from '../history/open-database.ts'
import { quoteName, quoteText } from '../history/sql-text.ts'
import { describeLog } from '../history/stage-log.ts'
import type { StagedLog } from '../history/staged-history.ts'

/** A dataset scenario's log and questions, in DuckDB. */
export interface StagedDataset {
  readonly source: Source
  readonly log: StagedLog
  /** Quoted name of a table of the questions: the key parts, `as_of` (BIGINT µs) and their `number`, in the order of both. */
  readonly probes: string
}

/** Some of the keys of a dataset, with all their facts and questions: one of `of` shares, from 0 on. */
export interface DatasetShard {
  readonly index: number
  readonly of: number
}

/**
 * Makes the log and the questions of a dataset scenario, or of one shard of it: what a question asks, and its number, do
 * not depend on the shards.
 * @throws PlumblineError missing-file where the package with the data is not installed
 */
export async function stageDataset(
  scenario: DatasetScenario,
  { connection }: Database,
  shard: DatasetShard = { index: 0, of: 1 },
): Promise<StagedDataset> {
  const source = scenario.definitions.sources.get(scenario.source)
  if (source === undefined)
    throw new PlumblineError(
      'bad-scenario',
      `the scenario ${scenario.name} replays ${scenario.source}, which its features lack`,
    )
  await connection.run(`CREATE SCHEMA IF NOT EXISTS history`)
  await connection.run(
    `CREATE TEMP VIEW data AS SELECT * FROM read_parquet(${quoteText(dataFile(scenario))})`,
  )
  await connection.run(`CREATE TEMP TABLE events AS ${scenario.events}`)
  await connection.run(`CREATE TEMP TABLE shares AS ${sharesSql(scenario, source, shard.of)}`)
  const own = (table: string, columns: readonly string[]) => {
    const same = columns.map((name, i) => `${table}.${quoteName(name)} IS NOT DISTINCT FROM s.k${i}`)
    return `SELECT ${table}.* FROM ${table} LEFT JOIN shares s ON ${same.join(' AND ')} WHERE coalesce(s.share, 0) = ${shard.index}`
  }
  const relation = `history.${quoteName(`log_${source.name}`)}`
  const fields = [...source.fields.keys()].map(quoteName).join(', ')
  const records = `
    SELECT ${fields}, event_time, arrival_time AS __arrival_read, CAST(NULL AS BIGINT) AS seq, id, CAST(0 AS BIGINT) AS revision,
           'upsert' AS op, CAST(NULL AS INTEGER) AS partition, CAST(NULL AS BIGINT) AS "offset",
           row_number() OVER (ORDER BY arrival_time, id) AS __row, CAST(NULL AS VARCHAR) AS __raw, false AS __assumed
    FROM (${own('events', source.keyFields)}) ORDER BY arrival_time, id`
  const request = { definitions: scenario.definitions, source, records, also: ['__assumed'], relation }
  await acceptLog(connection, { ...request, hasSeq: false, mayBePlaced: false })
  const log = await describeLog(connection, { source, relation, idType: 'int', lateUnknown: false })
  const probes = quoteName('questions')
  const names = scenario.definitions.entity.map(part => part.name)
  const parts = names.map(quoteName).join(', ')
  await connection.run(
    `CREATE TEMP VIEW numbered AS SELECT ${parts}, epoch_us(as_of) AS as_of, row_number() OVER (ORDER BY as_of, ${parts}) AS number FROM (${scenario.probes})`,
  )
  await connection.run(`CREATE TABLE ${probes} AS ${own('numbered', names)} ORDER BY as_of, number`)
  await connection.run('DROP VIEW numbered')
  await connection.run('DROP TABLE shares')
  await connection.run('DROP TABLE events')
  return { source, log, probes }
}

/**
 * By key, its share: keys are dealt out by the number of their events, to and fro, so that shares are about alike. A key
 * without an event is in share 0.
 */
function sharesSql({ definitions }: DatasetScenario, source: Source, of: number): string {
  const keys = definitions.entity.map((_, i) => `k${i}`).join(', ')
  const fields = source.keyFields.map((name, i) => `${quoteName(name)} AS k${i}`).join(', ')
  return `SELECT ${keys}, CASE WHEN place % ${2 * of} < ${of} THEN place % ${of} ELSE ${of - 1} - place % ${of} END AS share
    FROM (SELECT ${keys}, row_number() OVER (ORDER BY count(*) DESC, ${keys}) - 1 AS place
          FROM (SELECT ${fields} FROM events) GROUP BY ${keys})`
}

/** Looks where Node would look for the package; its `exports` need not name the file. */
function dataFile({ name, data }: DatasetScenario): string {
  const folders = createRequire(import.meta.url).resolve.paths(data.package) ?? []
  const file = folders.map(folder => join(folder, data.package, data.path)).find(path => existsSync(path))
  if (file !== undefined) return file
  const mend = `npm install ${data.package}`
  throw new PlumblineError(
    'missing-file',
    `the scenario ${name} needs ${data.path} of the package ${data.package}, which is not there: ${mend}`,
  )
}
