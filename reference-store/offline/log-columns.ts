import { type DuckDBValue, listValue, timestampValue } from '@duckdb/node-api'
import type { Source } from '../../features/definitions.ts'
import { duckdb } from '../../features/dialects/duckdb.ts'
import type { RejectReason } from '../../features/log-record.ts'
import { readField } from '../../features/streaming-plan/read-field.ts'
import type { Instant, Value, ValueType } from '../../features/value.ts'
import type { LogEntry } from '../ingest/event-log.ts'

/** A record of the log as one document sees it. */
export interface OfflineRow {
  readonly entry: LogEntry
  readonly partition: number
  readonly offset: number
  /** Why it is illegal by itself; null where it is legal. */
  readonly reject: RejectReason | null
}

export interface LogColumn {
  readonly name: string
  /** As DuckDB spells it. */
  readonly type: string
  readonly value: (row: OfflineRow) => DuckDBValue
}

/**
 * The columns of a source's offline log: those of a History's events, the ids of either type apart, and what the
 * batch plan asks for beside them. Of an illegal record only its place and the reason are kept, since columns of its
 * types need not be able to hold it.
 */
export function logColumns(source: Source): readonly LogColumn[] {
  const legal = (read: (row: OfflineRow) => DuckDBValue) => (row: OfflineRow) => {
    return row.reject === null ? read(row) : null
  }
  const fields = [...source.fields].map(([name, type]) => ({
    name,
    type: duckdb.typeName(type),
    value: legal(({ entry: { record } }) => {
      // A delete carries its key; what else it holds means nothing and need not be of its type.
      const means = record.op !== 'delete' || source.keyFields.includes(name)
      return means ? toDuckDb(readField(record.fields, name), type) : null
    }),
  }))
  const idOf = (kind: 'bigint' | 'string') =>
    legal(({ entry: { record } }) => (typeof record.id === kind ? record.id : null))
  return [
    ...fields,
    { name: 'event_time', type: 'TIMESTAMP', value: legal(({ entry }) => toInstant(entry.record.eventTime)) },
    {
      name: 'arrival_time',
      type: 'TIMESTAMP',
      value: legal(({ entry }) => toInstant(entry.record.arrivalTime)),
    },
    { name: 'seq', type: 'BIGINT', value: ({ entry }) => BigInt(entry.position) },
    { name: '__id_int', type: 'BIGINT', value: idOf('bigint') },
    { name: '__id_text', type: 'VARCHAR', value: idOf('string') },
    { name: 'revision', type: 'BIGINT', value: legal(({ entry }) => BigInt(entry.record.revision ?? 0)) },
    { name: 'op', type: 'VARCHAR', value: legal(({ entry }) => entry.record.op) },
    { name: 'partition', type: 'INTEGER', value: ({ partition }) => partition },
    { name: 'offset', type: 'BIGINT', value: ({ offset }) => BigInt(offset) },
    { name: '__row', type: 'BIGINT', value: ({ entry }) => BigInt(entry.position) },
    { name: '__reject', type: 'VARCHAR', value: ({ reject }) => reject },
  ]
}

/** A delete's τ means nothing, and may be one that no column holds. */
function toInstant(instant: Instant | null): DuckDBValue {
  return instant === null || !Number.isSafeInteger(instant) ? null : timestampValue(BigInt(instant))
}

/** A legal value of a type as DuckDB's driver takes it. */
export function toDuckDb(value: Value, type: ValueType): DuckDBValue {
  if (value === null) return null
  if (Array.isArray(value)) {
    const element = type.startsWith('list<timestamp') ? 'timestamp' : 'float'
    return listValue((value as readonly Value[]).map(each => toDuckDb(each, element)))
  }
  return type === 'timestamp' ? timestampValue(value as bigint) : (value as DuckDBValue)
}
