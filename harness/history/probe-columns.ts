import { ownMember } from '../../features/own-member.ts'
import { type Target, type TargetColumn, targetColumns, targetEntity } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import type { AppendedColumn } from './append-rows.ts'
import { canonicalApplied } from './canonical-applied.ts'
import { fitsColumn } from './fits-column.ts'
import type { HistoryTable, ServedRow, TrainingRow } from './history.ts'
import { encodeRaw } from './raw-cells.ts'
import { idTypeOf, integer } from './record-columns.ts'
import { requestFields } from './request-fields.ts'

/** A table of probes in memory as rows for DuckDB. */
export interface ProbeRows {
  readonly columns: readonly AppendedColumn[]
  readonly rows: readonly (readonly Value[])[]
  readonly features: readonly TargetColumn[]
  readonly probeIdType: 'string' | 'int'
}

/** A column and where its value stands; undefined where the row has none. */
interface Reading<Row> extends AppendedColumn {
  read(row: Row): Value | undefined
}

/**
 * Served rows as the columns of a staged served table, numbered on from those `before` them; what a column cannot hold
 * is kept in `__raw`.
 * @throws PlumblineError `wrong-column-type` for probes with integer and string ids.
 */
export function servedRows(
  { target, served }: Pick<HistoryTable, 'target' | 'served'>,
  before = 0,
): ProbeRows {
  const probeIdType = idTypeOf(
    'The served table',
    'probe_id',
    served.map(row => row.probeId),
  )
  const features = presentColumns(
    target,
    column => served.some(row => Object.hasOwn(row.cells, column)),
    served.length,
  )
  const readings: Reading<ServedRow>[] = [
    { name: 'probe_id', type: probeIdType, read: row => row.probeId },
    ...keyReadings<ServedRow>(target),
    { name: 'as_of', type: 'int', read: row => integer(row.asOf) },
    { name: 'answered_at', type: 'int', read: row => integer(row.answeredAt) },
    ...features.flatMap(({ column, feature }): Reading<ServedRow>[] => [
      { name: column, type: feature.type, read: row => ownMember(row.cells, column)?.value },
      { name: `${column}__state`, type: 'string', read: row => ownMember(row.cells, column)?.state ?? null },
    ]),
    ...[...requestFields(target)].map(
      ([name, type]): Reading<ServedRow> => ({
        name: `request_${name}`,
        type,
        read: row => ownMember(row.request, name) ?? null,
      }),
    ),
    { name: 'version', type: 'int', read: row => integer(row.version) },
    { name: 'asked_version', type: 'int', read: row => integer(row.askedVersion) },
    {
      name: 'applied',
      type: 'string',
      read: row => (row.applied === null ? null : canonicalApplied(row.applied)),
    },
    { name: 'watermark', type: 'int', read: row => integer(row.watermark) },
  ]
  return { ...tableRows(readings, served, before), features, probeIdType }
}

/**
 * Training rows as the columns of a staged training table.
 * @throws PlumblineError as `servedRows`
 */
export function trainingRows(target: Target, training: readonly TrainingRow[]): ProbeRows {
  const probeIdType = idTypeOf(
    'The training table',
    'probe_id',
    training.map(row => row.probeId),
  )
  const features = presentColumns(
    target,
    column => training.some(row => Object.hasOwn(row.values, column)),
    training.length,
  )
  const readings: Reading<TrainingRow>[] = [
    { name: 'probe_id', type: probeIdType, read: row => row.probeId },
    ...keyReadings<TrainingRow>(target),
    { name: 'as_of', type: 'int', read: row => integer(row.asOf) },
    ...features.map(
      ({ column, feature }): Reading<TrainingRow> => ({
        name: column,
        type: feature.type,
        read: row => ownMember(row.values, column),
      }),
    ),
  ]
  return { ...tableRows(readings, training, 0), features, probeIdType }
}

/** Columns that any row has; all of them where there are no rows to tell. */
function presentColumns(
  target: Target,
  isPresent: (column: string) => boolean,
  rows: number,
): TargetColumn[] {
  return targetColumns(target).filter(({ column }) => rows === 0 || isPresent(column))
}

function keyReadings<Row extends { readonly key: readonly Value[] }>(target: Target): Reading<Row>[] {
  return targetEntity(target).map(({ name, type }, i) => ({ name, type, read: row => row.key[i] ?? null }))
}

function tableRows<Row>(
  readings: readonly Reading<Row>[],
  rows: readonly Row[],
  before: number,
): Pick<ProbeRows, 'columns' | 'rows'> {
  const numbered: AppendedColumn[] = readings.some(({ name }) => name === 'row')
    ? []
    : [{ name: 'row', type: 'int' }]
  const own: AppendedColumn[] = [
    { name: '__raw', type: 'string' },
    { name: '__row', type: 'int' },
    ...numbered,
  ]
  const numbers = (i: number) =>
    [BigInt(before + i + 1), BigInt(before + i + 1)].slice(0, 1 + numbered.length)
  return {
    columns: [...readings, ...own],
    rows: rows.map((row, i) => [...valuesOf(readings, row), ...numbers(i)]),
  }
}

function valuesOf<Row>(readings: readonly Reading<Row>[], row: Row): Value[] {
  const kept = new Map<string, Value | undefined>()
  const values = readings.map(({ name, type, read }) => {
    const value = read(row)
    if (value !== undefined && fitsColumn(value, type)) return value
    kept.set(name, value)
    return null
  })
  return [...values, encodeRaw(kept)]
}
