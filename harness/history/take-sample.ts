import type { DuckDBConnection } from '@duckdb/node-api'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { targetDocuments, targetEntity } from '../../features/target.ts'
import { isBelow, isSampled } from './key-sample.ts'
import { documentId } from './log-views.ts'
import { queryNumber } from './query-rows.ts'
import { quoteName } from './sql-text.ts'
import type { KeptSample, StagedLog, StagedTable } from './staged-history.ts'

/** A log with the documents (`<name>@<version>`) that see it so. */
export interface SeenLog {
  readonly log: StagedLog
  readonly documents: ReadonlySet<string>
  /** Names of the entity's key parts, in the order of the log's key fields. */
  readonly keyParts: readonly string[]
}

export interface Sampled {
  readonly tables: readonly StagedTable[]
  readonly logs: readonly SeenLog[]
  readonly sample: KeptSample
}

/**
 * Thins probes and events together. Probes and training rows stay where the hash of their whole key (a document's
 * entity; for a service the joined entity of its documents) lies below the share. Of each log stay the records of every
 * key that a kept probe asks, the records that share an id with one of those, so that an id under two keys is still
 * found, and the same share of the records that are rejected. `whole` keeps the places of all records, since what was
 * applied is told by the offsets of the whole log.
 * @throws PlumblineError `usage` for a share that is not above 0 and at most 1.
 */
export async function takeSample(
  connection: DuckDBConnection,
  tables: readonly StagedTable[],
  logs: readonly SeenLog[],
  share: number,
): Promise<Sampled> {
  if (!(share > 0 && share <= 1)) {
    throw new PlumblineError(
      'usage',
      `A sample of ${share} is none: give a share above 0 and at most 1 (100%)`,
    )
  }
  const thinned: StagedTable[] = []
  for (const table of tables) thinned.push(await thinTable(connection, table, share))
  const seen: SeenLog[] = []
  for (const each of logs) seen.push({ ...each, log: await thinLog(connection, each, thinned, share) })
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  return {
    tables: thinned,
    logs: seen,
    sample: {
      share,
      probes: {
        kept: sum(thinned.map(each => each.servedRows)),
        of: sum(tables.map(each => each.servedRows)),
      },
      records: { kept: sum(seen.map(each => each.log.rows)), of: sum(logs.map(each => each.log.rows)) },
    },
  }
}

async function thinTable(
  connection: DuckDBConnection,
  table: StagedTable,
  share: number,
): Promise<StagedTable> {
  const isKept = isSampled(targetEntity(table.target), share)
  const thin = async (relation: string): Promise<number> => {
    await connection.run(`DELETE FROM ${relation} WHERE NOT (${isKept})`)
    return queryNumber(connection, `SELECT count(*) FROM ${relation}`)
  }
  const servedRows = await thin(table.served)
  const trainingRows = table.training === null ? 0 : await thin(table.training)
  return { ...table, servedRows, trainingRows }
}

async function thinLog(
  connection: DuckDBConnection,
  { log, documents, keyParts }: SeenLog,
  tables: readonly StagedTable[],
  share: number,
): Promise<StagedLog> {
  const { relation } = log
  const whole = relation.replace(/"$/, '__whole"')
  await connection.run(
    `CREATE TABLE ${whole} AS SELECT arrival_time, seq, partition, "offset", __row, __reject FROM ${relation}`,
  )
  const asked = tables
    .filter(table => targetDocuments(table.target).some(each => documents.has(documentId(each))))
    .map(table => `SELECT ${keyParts.map(quoteName).join(', ')} FROM ${table.served}`)
  const key = log.keyFields.map(quoteName).join(', ')
  const ofAsked = `__reject IS NULL AND (${key}) IN (${asked.join(' UNION ')})`
  await connection.run(
    `CREATE OR REPLACE TABLE ${relation} AS SELECT * FROM ${relation}
     WHERE ${ofAsked} OR id IN (SELECT id FROM ${relation} WHERE ${ofAsked})
       OR (__reject IS NOT NULL AND ${isBelow('CAST(__row AS VARCHAR)', share)})
     ORDER BY __row`,
  )
  const count = (condition: string) =>
    queryNumber(connection, `SELECT count(*) FROM ${relation} WHERE ${condition}`)
  return {
    ...log,
    whole,
    rows: await count('true'),
    raised: await count('arrival_time > __arrival'),
    rejected: await count('__reject IS NOT NULL'),
  }
}
