import type { DuckDBConnection } from '@duckdb/node-api'
import type { ValueType } from '../../features/value.ts'
import { columnType } from './column-type.ts'
import type { FaultKind } from './convert/cell.ts'
import { jsonCell } from './convert/json-cell.ts'
import { idCell } from './id-cell.ts'
import type { TableFile } from './open-table-file.ts'
import type { IdKind } from './parse-mapping.ts'
import { type PlannedColumn, planColumn } from './plan-columns.ts'
import { absentColumns, requireColumn } from './require-column.ts'
import { quoteName } from './sql-text.ts'
import type { TableColumns } from './table-columns.ts'

/** How the columns of a log's file become those of its relation. */
export interface PlannedLog {
  readonly planned: readonly PlannedColumn[]
  /** SQL over `selectPlanned` that completes it to what `acceptLog` takes. */
  readonly completed: readonly string[]
  readonly idType: IdKind
  readonly lateUnknown: boolean
  readonly hasSeq: boolean
  readonly mayBePlaced: boolean
  readonly notes: readonly string[]
}

/** A cell that makes its record a reject, not its file a bad one: a text file has types by the cell only. */
const rejectsRecord: Readonly<Record<TableFile['format'], ReadonlySet<FaultKind>>> = {
  parquet: new Set(['wrong-shape', 'time-out-of-range']),
  csv: new Set(['wrong-type', 'wrong-shape', 'time-out-of-range']),
  jsonl: new Set(['wrong-type', 'wrong-shape', 'time-out-of-range']),
}

/**
 * Plans the reading of a source's log; history § events.
 * @throws PlumblineError `missing-column` for a missing key field or `event_time`, or a mapped column that is not there.
 */
export async function planLog(
  connection: DuckDBConnection,
  file: TableFile,
  columns: TableColumns,
  fields: ReadonlyMap<string, ValueType>,
  keyFields: ReadonlySet<string>,
): Promise<PlannedLog> {
  const kept = rejectsRecord[file.format]
  for (const ours of ['event_time', ...keyFields]) requireColumn(file, columns, ours)
  const plan = (ours: string, wanted: Parameters<typeof planColumn>[3], faults = kept) =>
    planColumn(file, columns, ours, wanted, faults)
  const optional = {
    fields: [...fields].map(([name, type]) => plan(name, type)),
    times: [plan('event_time', 'instant'), plan('arrival_time', 'instant')],
    places: ['seq', 'partition', 'offset'].map(name => plan(name, 'int', new Set())),
    others: [
      withDefault(plan('revision', 'int'), file, '0'),
      withDefault(plan('op', 'string'), file, '"upsert"'),
    ],
  }
  const found = Object.values(optional)
    .flat()
    .filter(each => each !== null)
  const has = new Set(found.map(each => each.ours))
  const hasId = file.columns.has(columns.theirs('id').column) || columns.mapped.has('id')
  if (hasId) requireColumn(file, columns, 'id')
  const id = hasId ? await idCell(connection, file, columns, 'id') : null
  const idColumn = {
    ours: 'id',
    theirs: columns.theirs('id').column,
    wanted: id?.kind ?? 'int',
    kept,
  } as const
  return {
    planned: id === null ? found : [...found, { ...idColumn, cell: id.cell }],
    completed: completeColumns(fields, has, hasId),
    idType: id?.kind ?? 'int',
    lateUnknown: !has.has('arrival_time'),
    hasSeq: has.has('seq'),
    mayBePlaced: has.has('partition') && has.has('offset'),
    notes: absentColumns(
      file,
      columns,
      [...fields.keys()].filter(field => !has.has(field)),
      'null in every record',
    ),
  }
}

/** In JSONL a member that a record lacks is as an absent column: it takes the column's default. */
function withDefault(planned: PlannedColumn | null, file: TableFile, json: string): PlannedColumn | null {
  if (planned === null || file.format !== 'jsonl') return planned
  const given = `coalesce(${file.cell(planned.theirs)}, CAST('${json}' AS JSON))`
  const type = planned.ours === 'op' ? 'string' : 'int'
  return { ...planned, cell: jsonCell(given, type, null) }
}

function completeColumns(
  fields: ReadonlyMap<string, ValueType>,
  has: ReadonlySet<string>,
  hasId: boolean,
): string[] {
  const given = (name: string, type: string) =>
    has.has(name)
      ? `TRY_CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`
      : `CAST(NULL AS ${type}) AS ${quoteName(name)}`
  return [
    ...[...fields].map(([name, type]) => given(name, columnType(type))),
    'event_time',
    `${has.has('arrival_time') ? 'arrival_time' : 'CAST(NULL AS TIMESTAMP)'} AS __arrival_read`,
    given('seq', 'BIGINT'),
    hasId ? 'id' : '__row AS id',
    has.has('revision') ? 'revision' : 'CAST(0 AS BIGINT) AS revision',
    has.has('op') ? 'op' : `'upsert' AS op`,
    given('partition', 'INTEGER'),
    given('offset', 'BIGINT'),
    '__row',
    '__raw',
    '__refusal',
  ]
}
