import type { DuckDBConnection } from '@duckdb/node-api'
import { nearestName } from '../../features/nearest-name.ts'
import { type Target, targetColumns, targetName } from '../../features/target.ts'
import { formatMany } from '../../reports/format.ts'
import { assembleStaged, type RelationName, relationNames } from './assemble-staged.ts'
import { checkProbes } from './check-probes.ts'
import type { HistoryFiles } from './find-tables.ts'
import type { HistoryPage } from './history.ts'
import { logViews } from './log-views.ts'
import { mappableLog, mappableProbes } from './mappable-tables.ts'
import type { Database } from './open-database.ts'
import { openTableFile } from './open-table-file.ts'
import type { Mapping } from './parse-mapping.ts'
import { queryNumber } from './query-rows.ts'
import { requestFields } from './request-fields.ts'
import { listNames } from './require-column.ts'
import { stageLogFile } from './stage-log.ts'
import type { StageOptions } from './stage-options.ts'
import { type StagedProbes, stageServedFile, stageTrainingFile } from './stage-probes.ts'
import type { StagedHistory, StagedTable } from './staged-history.ts'
import { checkMapping, columnsOf, type MappableTable } from './table-columns.ts'
import { type SeenLog, takeSample } from './take-sample.ts'

/** Reads the files of a History into the relations of a database, which the staged History then owns. */
export async function stageFiles(
  database: Database,
  page: HistoryPage,
  targets: readonly Target[],
  files: HistoryFiles,
  options: StageOptions,
): Promise<StagedHistory> {
  const { connection } = database
  const mapping: Mapping = options.mapping ?? new Map()
  const mappable = mappableOf(files, targets)
  checkMapping(mapping, [...mappable.values(), ...absentTables(files, targets)])
  const names = relationNames('main')
  const notes: string[] = []
  const context: Context = {
    connection,
    mapping,
    mappable,
    names,
    notes,
    clockSlack: options.clockSlack ?? 0,
  }
  let tables: readonly StagedTable[] = await stageTables(context, files)
  let logs: readonly SeenLog[] = await stageLogs(context, files, [...files.served.keys()])
  let sample = null
  if (options.sample !== undefined && options.sample !== 1) {
    const sampled = await takeSample(connection, tables, logs, options.sample)
    ;({ tables, logs, sample } = sampled)
  }
  return assembleStaged({
    connection,
    connect: database.connect,
    page,
    targets,
    tables,
    logs,
    notes,
    sample,
    close: async () => database.close(),
  })
}

interface Context {
  readonly connection: DuckDBConnection
  readonly mapping: Mapping
  /** By path. */
  readonly mappable: ReadonlyMap<string, MappableTable>
  readonly names: RelationName
  readonly notes: string[]
  readonly clockSlack: number
}

function mappableOf(files: HistoryFiles, targets: readonly Target[]): Map<string, MappableTable> {
  const tables = new Map<string, MappableTable>()
  for (const kind of ['served', 'training'] as const) {
    for (const [target, path] of files[kind])
      tables.set(path, mappableProbes(target, kind, files.served.size === 1))
  }
  for (const [source, path] of files.events) tables.set(path, mappableLog(source, targets))
  return tables
}

/** Tables that might have been given: a mapping may speak of them too, since one is kept for many audits. */
function absentTables(files: HistoryFiles, targets: readonly Target[]): MappableTable[] {
  return targets.flatMap(target =>
    (['served', 'training'] as const)
      .filter(kind => !files[kind].has(target))
      .map(kind => mappableProbes(target, kind, files.served.size === 1 && files.served.has(target))),
  )
}

async function stageTables(context: Context, files: HistoryFiles): Promise<StagedTable[]> {
  const tables: StagedTable[] = []
  for (const [target, path] of files.served)
    tables.push(await stageTable(context, target, path, files.training.get(target)))
  for (const [target, path] of files.training) {
    if (!files.served.has(target))
      context.notes.push(`${path} is not read: nothing of ${targetName(target)} was served`)
  }
  return tables
}

async function stageTable(
  context: Context,
  target: Target,
  servedPath: string,
  trainingPath: string | undefined,
): Promise<StagedTable> {
  const name = targetName(target)
  const served = context.names('served', name)
  const probes = await stageProbesFile(context, target, servedPath, served, 'served')
  const training = trainingPath === undefined ? null : context.names('training', name)
  const trained =
    training === null
      ? null
      : await stageProbesFile(context, target, trainingPath as string, training, 'training')
  const count = (relation: string | null) =>
    relation === null ? 0 : queryNumber(context.connection, `SELECT count(*) FROM ${relation}`)
  const absent = (columns: StagedProbes['columns']) =>
    targetColumns(target)
      .filter(each => !columns.some(({ column }) => column === each.column))
      .map(each => each.column)
  const repeated = await queryNumber(
    context.connection,
    `SELECT count(*) - count(DISTINCT probe_id) FROM ${served}`,
  )
  if (repeated > 0)
    context.notes.push(
      `${servedPath} repeats a probe_id in ${formatMany(repeated, 'row')}: each is compared as a probe of its own`,
    )
  return {
    target,
    name,
    served,
    servedRows: await count(served),
    training,
    trainingRows: await count(training),
    probeIdType: probes.probeId ?? 'int',
    trainingByProbeId: probes.probeId !== null && trained !== null && trained.probeId !== null,
    trainingProbeIdType: trained?.probeId ?? null,
    columns: probes.columns,
    trainingColumns: trained?.columns ?? [],
    uncompared: { online: absent(probes.columns), offline: trained === null ? [] : absent(trained.columns) },
    request: requestFields(target),
  }
}

async function stageProbesFile(
  context: Context,
  target: Target,
  path: string,
  relation: string,
  kind: 'served' | 'training',
): Promise<StagedProbes> {
  const { connection } = context
  const file = await openTableFile(connection, path)
  const columns = columnsOf(context.mapping, context.mappable.get(path) as MappableTable)
  const probes = { file, columns, target, relation }
  const staged =
    kind === 'served'
      ? await stageServedFile(connection, probes, context.clockSlack)
      : await stageTrainingFile(connection, probes)
  await checkProbes(connection, relation, path, staged.columns, kind === 'served')
  context.notes.push(...noteColumns(path, target, staged, kind))
  return staged
}

/** What the user should hear of columns that nothing reads; features without one stand in `uncompared`. */
function noteColumns(
  path: string,
  target: Target,
  { columns, unknown }: StagedProbes,
  kind: string,
): string[] {
  const features = targetColumns(target).map(each => each.column)
  const absent = features.filter(each => !columns.some(({ column }) => column === each))
  const notes: string[] = []
  if (unknown.length > 0) {
    const near = unknown.flatMap(column => {
      const nearest = nearestName(column, absent)
      return nearest === null
        ? []
        : [`${column} (did you mean ${nearest}? --map ${kind}.${nearest}=${column})`]
    })
    const mend =
      near.length === 0 ? 'they are not compared' : `they are not compared, among them ${near.join(', ')}`
    notes.push(`${path} has columns that the definitions lack, ${listNames(unknown)}: ${mend}`)
  }
  if (columns.length === 0) {
    notes.push(
      `${path} has no column of any feature of ${targetName(target)} (${listNames(features)}): nothing in it can be compared`,
    )
  }
  return notes
}

async function stageLogs(
  context: Context,
  files: HistoryFiles,
  targets: readonly Target[],
): Promise<SeenLog[]> {
  const logs: SeenLog[] = []
  for (const { source, definitions, documents } of logViews(targets)) {
    const path = files.events.get(source.name) as string
    const file = await openTableFile(context.connection, path)
    const columns = columnsOf(context.mapping, context.mappable.get(path) as MappableTable)
    const relation = context.names('log', source.name)
    const { log, notes } = await stageLogFile(context.connection, {
      file,
      columns,
      definitions,
      source,
      relation,
    })
    context.notes.push(...notes.filter(note => !context.notes.includes(note)))
    logs.push({ log, documents, keyParts: definitions.entity.map(part => part.name) })
  }
  return logs
}
