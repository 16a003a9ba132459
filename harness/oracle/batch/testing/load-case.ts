import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions, Source } from '../../../../features/definitions.ts'
import { duckdb } from '../../../../features/dialects/duckdb.ts'
import type { PlacedRecord } from '../../../../features/log-record.ts'
import type { Instant, Value, ValueType } from '../../../../features/value.ts'
import { staticReject } from '../../specification/accepted-log.ts'
import { checkValue } from '../../specification/compare-values.ts'

/** A point of the points relation, with what it knows: K (µs), or the offsets by partition. */
export interface TestPoint {
  readonly key: Readonly<Record<string, Value>>
  readonly asOf: Instant
  readonly k: Instant | null
  readonly offsets: Readonly<Record<string, Readonly<Record<string, number>>>> | null
}

const int = (value: number | bigint | null) => duckdb.literal(value === null ? null : BigInt(value), 'int')
const instant = (value: number | null) => duckdb.literal(value === null ? null : BigInt(value), 'timestamp')
const text = (value: string | null) => duckdb.literal(value, 'string')
const named = (sql: string, name: string) => `${sql} AS ${duckdb.identifier(name)}`

/** Makes the log relation of a source as the reader of Histories does. */
export async function loadLog(
  connection: DuckDBConnection,
  relation: string,
  definitions: Definitions,
  source: Source,
  records: readonly PlacedRecord[],
): Promise<void> {
  const idType = records.some(({ id }) => typeof id === 'string') ? 'string' : 'int'
  const rows = records.map(
    (record, i) => `SELECT ${logColumns(definitions, source, record, i, idType).join(', ')}`,
  )
  const shape = `SELECT ${logColumns(definitions, source, emptyRecord(source), 0, idType).join(', ')} WHERE FALSE`
  await connection.run(`CREATE OR REPLACE TABLE ${relation} AS ${[shape, ...rows].join('\nUNION ALL\n')}`)
}

function emptyRecord(source: Source): PlacedRecord {
  return {
    source: source.name,
    id: null,
    eventTime: null,
    arrivalTime: 0,
    op: 'upsert',
    revision: 0,
    fields: {},
    position: 0,
    placement: null,
  }
}

function logColumns(
  definitions: Definitions,
  source: Source,
  record: PlacedRecord,
  row: number,
  idType: ValueType,
): string[] {
  const reason = staticReject(record, definitions, source)
  // What a column cannot hold is known to the reader alone; everything else the plan must find out by itself.
  const fields = [...source.fields].map(([name, type]) => {
    const value = record.fields[name] ?? null
    return named(duckdb.literal(checkValue(value, type) === 'wrong-type' ? null : value, type), name)
  })
  const id = typeof record.id === 'bigint' && idType === 'string' ? String(record.id) : record.id
  return [
    ...fields,
    named(instant(record.eventTime), 'event_time'),
    named(instant(record.arrivalTime), 'arrival_time'),
    named(int(record.position), 'seq'),
    named(duckdb.literal(id, idType), 'id'),
    named(int(record.revision), 'revision'),
    named(text(record.op), 'op'),
    named(`CAST(${int(record.placement?.partition ?? null)} AS INTEGER)`, 'partition'),
    named(int(record.placement?.offset ?? null), 'offset'),
    named(int(row), '__row'),
    named(text(reason === 'wrong-type' ? reason : null), '__reject'),
  ]
}

export async function loadPoints(
  connection: DuckDBConnection,
  relation: string,
  definitions: Definitions,
  points: readonly TestPoint[],
): Promise<void> {
  const rows = points.map((point, i) => {
    const columns = [
      named(int(i), '__probe'),
      ...definitions.entity.map(part =>
        named(duckdb.literal(point.key[part.name] ?? null, part.type), part.name),
      ),
      named(int(point.asOf), 'as_of'),
      named(int(point.k), '__k'),
      named(text(point.offsets === null ? null : JSON.stringify(point.offsets)), '__applied'),
    ]
    return `SELECT ${columns.join(', ')}`
  })
  await connection.run(`CREATE OR REPLACE TABLE ${relation} AS ${rows.join('\nUNION ALL\n')}`)
}
