import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { targetEntity } from '../../features/target.ts'
import { sourcesOf } from './find-tables.ts'
import { historyFolder } from './history-folder.ts'
import { formatHistoryPage } from './history-page.ts'
import { queryNumber, queryRows } from './query-rows.ts'
import { replaceFolder } from './replace-folder.ts'
import { quoteName, quoteText } from './sql-text.ts'
import type { StagedHistory, StagedLog, StagedTable } from './staged-history.ts'
import { documentsOfTargets } from './target-list.ts'

/** Whether to replace a History that is there already. */
export interface WriteOptions {
  readonly replace?: boolean
}

/**
 * Writes a staged History as a folder; history § files. α is written as it was recorded, `seq` as the order of the log.
 * @throws PlumblineError `foreign-folder`; `usage` for a sample, which is no History.
 */
export async function writeStaged(
  staged: StagedHistory,
  dir: string,
  options: WriteOptions = {},
): Promise<void> {
  if (staged.sample !== null) {
    throw new PlumblineError('usage', 'A sample of a History cannot be written: stage it whole')
  }
  const names = new Set(staged.tables.map(table => table.name))
  if (names.size < staged.tables.length) {
    throw new PlumblineError(
      'usage',
      `Two tables of this History are named alike (${[...names].join(', ')}): give them one target`,
    )
  }
  await replaceFolder(dir, historyFolder, options.replace ?? false, fresh => writeFiles(staged, fresh))
}

async function writeFiles(staged: StagedHistory, dir: string): Promise<void> {
  const { connection } = staged
  const documents = documentsOfTargets(staged.tables.map(table => table.target))
  const [found] = await queryRows(connection, 'SELECT version()')
  const engines = { duckdb: String(found?.[0]).replace(/^v/, '') }
  await writeFile(join(dir, 'history.json'), formatHistoryPage(staged.page, documents, engines))
  await mkdir(join(dir, 'events'))
  for (const source of sourcesOf(staged.tables.map(table => table.target))) {
    await writeLog(staged, source, join(dir, 'events', `${source}.parquet`))
  }
  const alone = documents.length === 1
  for (const kind of ['served', 'training'] as const) {
    const tables = staged.tables.filter(table => table[kind] !== null)
    if (!alone && tables.length > 0) await mkdir(join(dir, kind))
    for (const table of tables) {
      const path = alone ? join(dir, `${kind}.parquet`) : join(dir, kind, `${table.name}.parquet`)
      await copyTo(
        connection,
        kind === 'served' ? servedSql(table) : trainingSql(table),
        path,
        await hasRaw(connection, table[kind]),
      )
    }
  }
}

/** A source that documents see differently is written with the fields of all of them. */
async function writeLog(staged: StagedHistory, source: string, path: string): Promise<void> {
  const { connection } = staged
  const logs = [...new Set(logsOf(staged, source))]
  const first = logs[0] as StagedLog
  const from = [`${first.relation} AS l0`]
  const fields = new Map([...first.fields.keys()].map(name => [name, `l0.${quoteName(name)}`]))
  for (const [i, log] of logs.slice(1).entries()) {
    from.push(`JOIN ${log.relation} AS l${i + 1} ON l${i + 1}.__row = l0.__row`)
    for (const name of log.fields.keys())
      if (!fields.has(name)) fields.set(name, `l${i + 1}.${quoteName(name)}`)
  }
  const greatest = await queryNumber(connection, `SELECT max(revision) FROM ${first.relation}`)
  const selected = [
    ...[...fields].map(([name, sql]) => `${sql} AS ${quoteName(name)}`),
    'l0.event_time',
    'l0.__arrival AS arrival_time',
    'l0.seq',
    'l0.id',
    greatest < 2 ** 31 ? `TRY_CAST(l0.revision AS INTEGER) AS revision` : 'l0.revision',
    'l0.op',
    'l0.partition',
    'l0."offset"',
    `${mergedRaw(logs.length)} AS __raw`,
  ]
  const raws = await Promise.all(logs.map(log => hasRaw(connection, log.relation)))
  await copyTo(
    connection,
    `SELECT ${selected.join(', ')} FROM ${from.join(' ')} ORDER BY l0.__row`,
    path,
    raws.includes(true),
  )
}

function logsOf(staged: StagedHistory, source: string): StagedLog[] {
  const documents = staged.tables.flatMap(({ target }) =>
    target.kind === 'document' ? [target.definitions] : target.service.uses,
  )
  return documents.filter(each => each.sources.has(source)).map(each => staged.logOf(each, source))
}

function mergedRaw(logs: number): string {
  let merged = 'l0.__raw'
  for (let i = 1; i < logs; i++)
    merged = `CAST(json_merge_patch(coalesce(${merged}, '{}'), coalesce(l${i}.__raw, '{}')) AS VARCHAR)`
  return logs === 1 ? merged : `nullif(${merged}, '{}')`
}

function servedSql(table: StagedTable): string {
  const selected = [
    'probe_id',
    ...targetEntity(table.target).map(part => quoteName(part.name)),
    'make_timestamp(as_of) AS as_of',
    'make_timestamp(answered_at) AS answered_at',
    ...table.columns.flatMap(({ column }) => [quoteName(column), quoteName(`${column}__state`)]),
    ...[...table.request.keys()].map(name => quoteName(`request_${name}`)),
    'CAST(version AS INTEGER) AS version',
    'CAST(asked_version AS INTEGER) AS asked_version',
    'applied',
    'make_timestamp(watermark) AS watermark',
    '__raw',
  ]
  return `SELECT ${selected.join(', ')} FROM ${table.served} ORDER BY __row`
}

function trainingSql(table: StagedTable): string {
  const selected = [
    ...(table.trainingProbeIdType === null ? [] : ['probe_id']),
    ...targetEntity(table.target).map(part => quoteName(part.name)),
    'make_timestamp(as_of) AS as_of',
    ...table.trainingColumns.map(({ column }) => quoteName(column)),
    '__raw',
  ]
  return `SELECT ${selected.join(', ')} FROM ${table.training} ORDER BY __row`
}

async function hasRaw(connection: DuckDBConnection, relation: string | null): Promise<boolean> {
  return (await queryNumber(connection, `SELECT count(__raw) FROM ${relation}`)) > 0
}

/**
 * `__raw` is a column of ours that others need not know: it is there only where it holds something. Dictionaries are
 * off, since DuckDB's take −0 and 0 for one value and would write the first of them for both (duckdb/duckdb#25781).
 */
async function copyTo(connection: DuckDBConnection, sql: string, path: string, raw: boolean): Promise<void> {
  const rows = raw ? sql : `SELECT * EXCLUDE (__raw) FROM (${sql})`
  await connection.run(
    `COPY (${rows}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 0)`,
  )
}
