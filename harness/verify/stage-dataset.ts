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
  /** Quoted name of a table of the questions: the key parts, and `as_of` (BIGINT µs), in the order of `as_of`. */
  readonly probes: string
}

/**
 * Makes the log and the questions of a dataset scenario.
 * @throws PlumblineError missing-file where the package with the data is not installed
 */
export async function stageDataset(
  scenario: DatasetScenario,
  { connection }: Database,
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
  const relation = `history.${quoteName(`log_${source.name}`)}`
  const fields = [...source.fields.keys()].map(quoteName).join(', ')
  const records = `
    SELECT ${fields}, event_time, arrival_time AS arrival_read, CAST(NULL AS BIGINT) AS seq, id, CAST(0 AS BIGINT) AS revision,
           'upsert' AS op, CAST(NULL AS INTEGER) AS partition, CAST(NULL AS BIGINT) AS "offset",
           row_number() OVER (ORDER BY arrival_time, id) AS __row, CAST(NULL AS VARCHAR) AS __raw, false AS __assumed
    FROM events ORDER BY arrival_time, id`
  const request = { definitions: scenario.definitions, source, records, also: ['__assumed'], relation }
  await acceptLog(connection, { ...request, hasSeq: false, mayBePlaced: false })
  const log = await describeLog(connection, { source, relation, idType: 'int', lateUnknown: false })
  const probes = quoteName('questions')
  const parts = scenario.definitions.entity.map(part => quoteName(part.name)).join(', ')
  await connection.run(
    `CREATE TABLE ${probes} AS SELECT ${parts}, epoch_us(as_of) AS as_of FROM (${scenario.probes}) ORDER BY as_of, ${parts}`,
  )
  await connection.run('DROP TABLE events')
  return { source, log, probes }
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
