import type { PlacedRecord } from '../../features/log-record.ts'
import { ownMember } from '../../features/own-member.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Value, ValueType } from '../../features/value.ts'
import type { AppendedColumn } from './append-rows.ts'
import { fitsColumn } from './fits-column.ts'
import { encodeRaw } from './raw-cells.ts'

/** A log in memory as rows for DuckDB. */
export interface RecordRows {
  readonly columns: readonly AppendedColumn[]
  readonly rows: readonly (readonly Value[])[]
  readonly idType: 'string' | 'int'
}

/**
 * The records of a log as the columns of `acceptLog`; what a column cannot hold is null there and kept in `__raw`.
 * @throws PlumblineError `wrong-column-type` for a log that mixes integer and string ids, which no column holds.
 */
export function recordRows(
  source: string,
  fields: ReadonlyMap<string, ValueType>,
  records: readonly PlacedRecord[],
): RecordRows {
  const idType = idTypeOf(
    `The log of ${source}`,
    'id',
    records.map(record => record.id),
  )
  const columns: AppendedColumn[] = [
    ...[...fields].map(([name, type]) => ({ name, type })),
    { name: 'event_time', type: 'timestamp' },
    { name: '__arrival_read', type: 'timestamp' },
    { name: 'seq', type: 'int' },
    { name: 'id', type: idType },
    { name: 'revision', type: 'int' },
    { name: 'op', type: 'string' },
    { name: 'partition', type: 'int' },
    { name: 'offset', type: 'int' },
    { name: '__row', type: 'int' },
    { name: '__raw', type: 'string' },
  ]
  const rows = records.map((record, i) => recordRow(record, columns, BigInt(i + 1)))
  return { columns, rows, idType }
}

function recordRow(record: PlacedRecord, columns: readonly AppendedColumn[], row: bigint): Value[] {
  const fixed: Readonly<Record<string, Value>> = {
    event_time: integer(record.eventTime),
    // No arrival time is not the same as one that is to be taken from τ: it is kept as what it was.
    __arrival_read: integer(record.arrivalTime),
    seq: integer(record.position),
    id: record.id,
    revision: integer(record.revision),
    op: record.op,
    partition: integer(record.placement?.partition ?? null),
    offset: integer(record.placement?.offset ?? null),
    __row: row,
  }
  const kept = new Map<string, Value>()
  const values = columns.map(({ name, type }) => {
    const value = Object.hasOwn(fixed, name)
      ? (fixed[name] as Value)
      : (ownMember(record.fields, name) ?? null)
    if (fitsInstant(name, value) && fitsColumn(value, type)) return value
    kept.set(name === '__arrival_read' ? 'arrival_time' : name, value)
    return null
  })
  values[values.length - 1] = encodeRaw(kept)
  return values
}

/** τ and α must be exact instants; α must be there, where it is not taken from τ. */
function fitsInstant(name: string, value: Value): boolean {
  if (name !== 'event_time' && name !== '__arrival_read') return true
  return value === null || (typeof value === 'bigint' && Number.isSafeInteger(Number(value)))
}

/** A whole number as a bigint; every other number as it is, since no integer column holds it. */
export function integer(value: number | bigint | null): Value {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}

/**
 * Whether ids are integers or texts; integers where there are none.
 * @throws PlumblineError `wrong-column-type` where both occur.
 */
export function idTypeOf(
  table: string,
  column: string,
  ids: readonly (string | bigint | null)[],
): 'string' | 'int' {
  const texts = ids.some(id => typeof id === 'string')
  if (texts && ids.some(id => typeof id === 'bigint')) {
    throw new PlumblineError(
      'wrong-column-type',
      `${table} mixes integers and texts in ${column}: keep to one kind, since a column holds one`,
    )
  }
  return texts ? 'string' : 'int'
}
