import type { DuckDBConnection } from '@duckdb/node-api'
import { type Target, type TargetColumn, targetColumns, targetEntity } from '../../features/target.ts'
import { columnType } from './column-type.ts'
import type { Cell } from './convert/cell.ts'
import type { Wanted } from './convert/convert-cell.ts'
import { idCell } from './id-cell.ts'
import { readingFile, type TableFile } from './open-table-file.ts'
import { plainAliases } from './own-columns.ts'
import type { IdKind } from './parse-mapping.ts'
import { type PlannedColumn, planColumn, selectPlanned } from './plan-columns.ts'
import { refuseFaults } from './refuse-file.ts'
import { requestFields } from './request-fields.ts'
import { requireColumn } from './require-column.ts'
import { quoteName } from './sql-text.ts'
import type { TableColumns } from './table-columns.ts'

export interface ProbesFile {
  readonly file: TableFile
  readonly columns: TableColumns
  readonly target: Target
  /** Quoted name of the relation to make. */
  readonly relation: string
}

/** What a table of probes turned out to hold. */
export interface StagedProbes {
  readonly columns: readonly TargetColumn[]
  readonly probeId: IdKind | null
  /** Columns of the file that none of ours reads. */
  readonly unknown: readonly string[]
}

/**
 * Reads the served values of a target into a relation; history § served. `clockSlack` (µs) widens `answered_at`.
 * @throws PlumblineError `missing-column`, `wrong-column-type`, `ambiguous-time`, `corrupt-file`
 */
export function stageServedFile(
  connection: DuckDBConnection,
  served: ProbesFile,
  clockSlack: number,
): Promise<StagedProbes> {
  return stageProbes(connection, served, servedFixed(served.target), (has, features) => [
    `${has.has('answered_at') ? 'coalesce(answered_at, as_of)' : 'as_of'} + ${clockSlack} AS answered_at`,
    ...features.flatMap(({ column }) =>
      [column, `${column}__state`].map((name, i) => orNull(has, name, i === 0 ? null : 'VARCHAR')),
    ),
    ...[...requestFields(served.target)].map(([name, type]) =>
      orNull(has, `request_${name}`, columnType(type)),
    ),
    ...(['version', 'asked_version'] as const).map(name => orNull(has, name, 'BIGINT')),
    orNull(has, 'applied', 'VARCHAR'),
    orNull(has, 'watermark', 'BIGINT'),
  ])
}

/**
 * Reads a training set of a target into a relation; history § served.
 * @throws PlumblineError as `stageServedFile`
 */
export function stageTrainingFile(connection: DuckDBConnection, training: ProbesFile): Promise<StagedProbes> {
  return stageProbes(connection, training, new Map(), (has, features) =>
    features.map(({ column }) => orNull(has, column, null)),
  )
}

/** Columns that a served table may have beside key parts, `as_of`, `probe_id` and the features. */
function servedFixed(target: Target): ReadonlyMap<string, Wanted> {
  return new Map<string, Wanted>([
    ['answered_at', 'micros'],
    ['version', 'int'],
    ['asked_version', 'int'],
    ['applied', 'string'],
    ['watermark', 'micros'],
    ...targetColumns(target).map(({ column }) => [`${column}__state`, 'string'] as const),
    ...[...requestFields(target)].map(([name, type]) => [`request_${name}`, type] as const),
  ])
}

async function stageProbes(
  connection: DuckDBConnection,
  { file, columns, target, relation }: ProbesFile,
  fixed: ReadonlyMap<string, Wanted>,
  outputs: (has: ReadonlySet<string>, features: readonly TargetColumn[]) => string[],
): Promise<StagedProbes> {
  const entity = targetEntity(target)
  for (const ours of [...entity.map(part => part.name), 'as_of']) requireColumn(file, columns, ours)
  const wanted = new Map<string, Wanted>([
    ...entity.map(part => [part.name, part.type] as const),
    ['as_of', 'micros'],
    ...targetColumns(target).map(({ column, feature }) => [column, feature.type] as const),
    ...fixed,
  ])
  const found = [...wanted].flatMap(([ours, type]) => planColumn(file, columns, ours, type) ?? [])
  const has = new Set(found.map(each => each.ours))
  const features = targetColumns(target).filter(({ column }) => has.has(column))
  const id = await probeIdOf(connection, file, columns)
  const planned = [...(id === null ? [] : [id.planned]), ...found].map(each => appliedAsObject(each, file))
  const selected = [
    '__row',
    id === null ? '__row AS probe_id' : 'probe_id',
    ...entity.map(part => quoteName(part.name)),
    'as_of',
    ...outputs(has, features),
    '__raw',
    '__refusal',
    ...plainAliases(['row'], wanted.keys()),
  ]
  await readingFile(file.path, () =>
    connection.run(
      `CREATE TABLE ${relation} AS SELECT ${selected.join(', ')} FROM (${selectPlanned(file, planned)})`,
    ),
  )
  await refuseFaults(connection, relation, file, planned, columns.table)
  await connection.run(`ALTER TABLE ${relation} DROP COLUMN __refusal`)
  const used = new Set([...planned.map(each => each.theirs), '__raw'])
  return {
    columns: features,
    probeId: id?.kind ?? null,
    unknown: [...file.columns.keys()].filter(name => !used.has(name)),
  }
}

async function probeIdOf(
  connection: DuckDBConnection,
  file: TableFile,
  columns: TableColumns,
): Promise<{ readonly kind: IdKind; readonly planned: PlannedColumn } | null> {
  const theirs = columns.theirs('probe_id').column
  if (!file.columns.has(theirs) && !columns.mapped.has('probe_id')) return null
  requireColumn(file, columns, 'probe_id')
  const { cell, kind } = await idCell(connection, file, columns, 'probe_id')
  return { kind, planned: { ours: 'probe_id', theirs, wanted: kind, cell, kept: new Set() } }
}

/** In JSONL `applied` may be the object itself instead of its text. */
function appliedAsObject(planned: PlannedColumn, file: TableFile): PlannedColumn {
  if (planned.ours !== 'applied' || file.format !== 'jsonl') return planned
  const given = file.cell(planned.theirs)
  const raw = `CASE WHEN json_type(${given}) = 'OBJECT' THEN to_json(CAST(${given} AS VARCHAR)) ELSE ${planned.cell.raw} END`
  const cell: Cell = { ...planned.cell, raw }
  return { ...planned, cell }
}

function orNull(has: ReadonlySet<string>, name: string, type: string | null): string {
  return has.has(name) || type === null ? quoteName(name) : `CAST(NULL AS ${type}) AS ${quoteName(name)}`
}
