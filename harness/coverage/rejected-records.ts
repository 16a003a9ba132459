import type { Definitions, Source } from '../../features/definitions.ts'
import type { PlacedRecord, RejectReason } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import { type AcceptedRecord, staticReject } from '../oracle/specification/accepted-log.ts'
import { checkValue, keyText, valueText } from '../oracle/specification/compare-values.ts'
import { fieldValue } from '../oracle/specification/field-value.ts'

/** An illegal record as a store takes it that does not look. */
export interface Rejected {
  readonly reason: RejectReason
  /** The record itself. */
  readonly illegal: PlacedRecord
  readonly taken: AcceptedRecord
}

/** The illegal records of a source as one document sees it, in the order of the log, each made a legal one somehow. */
export function rejectedRecords(
  definitions: Definitions,
  source: Source,
  log: readonly PlacedRecord[],
): Rejected[] {
  const owners = new Map<string, string>()
  const ordered = log.toSorted((a, b) => a.arrivalTime - b.arrivalTime || a.position - b.position)
  return ordered.flatMap(record => {
    const reason = staticReject(record, definitions, source)
    const key = source.keyFields.map(field => fieldValue(record.fields, field))
    const text = keyText(key)
    if (reason !== null) return takenOf(record, reason, key, source)
    const id = valueText(record.id)
    const owner = owners.get(id) ?? text
    owners.set(id, owner)
    return owner === text ? [] : takenOf(record, 'id-under-another-key', key, source)
  })
}

function takenOf(
  record: PlacedRecord,
  reason: RejectReason,
  key: readonly Value[],
  source: Source,
): Rejected[] {
  const own = reason === 'no-id' || reason === 'id-under-another-key' || record.id === null
  const eventTime = record.eventTime ?? record.arrivalTime
  if (!Number.isFinite(eventTime) || !Number.isFinite(record.arrivalTime)) return []
  const most = Number.MAX_SAFE_INTEGER
  const taken: AcceptedRecord = {
    id: own ? `rejected ${record.position}` : (record.id as string | bigint),
    key,
    keyText: keyText(key),
    eventTime: Math.max(-most, Math.min(most, eventTime)),
    arrival: record.arrivalTime,
    upsert: record.op !== 'delete',
    revision: Math.max(0, Number(record.revision ?? 0)),
    fields: Object.fromEntries(
      [...source.fields].map(([name, type]) => {
        const value = fieldValue(record.fields, name)
        return [name, checkValue(value, type) === 'ok' ? value : null] as const
      }),
    ),
    record,
  }
  return [{ reason, illegal: record, taken }]
}
