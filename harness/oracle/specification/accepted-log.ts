import type { Definitions, Source } from '../../../features/definitions.ts'
import type { PlacedRecord, RejectReason } from '../../../features/log-record.ts'
import type { Instant, Value } from '../../../features/value.ts'
import { checkValue, keyText, valueText } from './compare-values.ts'
import { fieldValue } from './field-value.ts'

/** A record that the log accepted, with its key and the arrival time that every rule uses. */
export interface AcceptedRecord {
  readonly id: string | bigint
  readonly key: readonly Value[]
  readonly keyText: string
  /** τ, µs; null on a delete that carries none. */
  readonly eventTime: Instant | null
  /** α, µs, raised to the running maximum of its partition. */
  readonly arrival: Instant
  readonly upsert: boolean
  readonly revision: number
  readonly fields: Readonly<Record<string, Value>>
  readonly record: PlacedRecord
}

/** What became of a log; semantics § 2. */
export interface AcceptedLog {
  /** In log order: (α, position). */
  readonly records: readonly AcceptedRecord[]
  readonly rejects: ReadonlyMap<RejectReason, number>
  /** Redelivered records that hold something else than the first appended. */
  readonly conflicts: number
  /** Records whose α was raised. */
  readonly raised: number
}

const instantMax = Number.MAX_SAFE_INTEGER

/** Why a record is illegal whatever else the log holds, or null. */
export function staticReject(
  record: PlacedRecord,
  definitions: Definitions,
  source: Source,
): RejectReason | null {
  if (record.id === null) return 'no-id'
  const key = source.keyFields.map(field => fieldValue(record.fields, field))
  if (key.includes(null)) return 'no-key'
  for (const [i, part] of definitions.entity.entries()) {
    const verdict = checkValue(key[i] as Value, part.type)
    if (verdict !== 'ok') return verdict
  }
  if (record.op !== 'upsert' && record.op !== 'delete') return 'illegal-op'
  if (record.revision === null || Number(record.revision) < 0 || !Number.isInteger(Number(record.revision))) {
    return 'illegal-revision'
  }
  if (!Number.isSafeInteger(record.arrivalTime)) return 'no-arrival-time'
  return record.op === 'delete' ? null : rejectUpsert(record, source)
}

function rejectUpsert(record: PlacedRecord, source: Source): RejectReason | null {
  if (record.eventTime === null) return 'no-event-time'
  if (!Number.isInteger(record.eventTime) || Math.abs(record.eventTime) > instantMax)
    return 'event-time-out-of-range'
  for (const [field, type] of source.fields) {
    const verdict = checkValue(fieldValue(record.fields, field), type)
    if (verdict !== 'ok') return verdict
  }
  return null
}

/** Applies the rules of semantics § 2 to a source's log as one document sees it. */
export function acceptLog(
  definitions: Definitions,
  source: Source,
  log: readonly PlacedRecord[],
): AcceptedLog {
  const rejects = new Map<RejectReason, number>()
  const reject = (reason: RejectReason) => rejects.set(reason, (rejects.get(reason) ?? 0) + 1)
  const legal: PlacedRecord[] = []
  for (const record of log) {
    const reason = staticReject(record, definitions, source)
    if (reason === null) legal.push(record)
    else reject(reason)
  }
  const { arrivals, raised } = raiseArrivals(legal)
  const ordered = legal
    .map((record, i) => accept(record, arrivals[i] as Instant, source))
    .sort((a, b) => a.arrival - b.arrival || a.record.position - b.record.position)
  const keyOfId = new Map<string, string>()
  const records = ordered.filter(record => {
    const id = valueText(record.id)
    const owner = keyOfId.get(id)
    if (owner === undefined) keyOfId.set(id, record.keyText)
    else if (owner !== record.keyText) {
      reject('id-under-another-key')
      return false
    }
    return true
  })
  return { records, rejects, conflicts: countConflicts(records, source), raised }
}

function accept(record: PlacedRecord, arrival: Instant, source: Source): AcceptedRecord {
  const key = source.keyFields.map(field => record.fields[field] as Value)
  return {
    id: record.id as string | bigint,
    key,
    keyText: keyText(key),
    eventTime: record.eventTime,
    arrival,
    upsert: record.op === 'upsert',
    revision: Number(record.revision),
    fields: record.fields,
    record,
  }
}

/** An α that falls along the offsets of a partition is raised to the running maximum. */
function raiseArrivals(records: readonly PlacedRecord[]): { arrivals: Instant[]; raised: number } {
  const arrivals = records.map(record => record.arrivalTime)
  const placed = records.flatMap((record, i) =>
    record.placement === null ? [] : [{ i, at: record.placement }],
  )
  placed.sort((a, b) => a.at.partition - b.at.partition || a.at.offset - b.at.offset)
  let raised = 0
  let highest = Number.NEGATIVE_INFINITY
  let partition: number | null = null
  for (const { i, at } of placed) {
    if (at.partition !== partition) highest = Number.NEGATIVE_INFINITY
    partition = at.partition
    if ((arrivals[i] as Instant) < highest) {
      arrivals[i] = highest
      raised++
    }
    highest = arrivals[i] as Instant
  }
  return { arrivals, raised }
}

function countConflicts(records: readonly AcceptedRecord[], source: Source): number {
  const first = new Map<string, AcceptedRecord>()
  let conflicts = 0
  for (const record of records) {
    const slot = `${valueText(record.id)} ${record.revision}`
    const seen = first.get(slot)
    if (seen === undefined) first.set(slot, record)
    else if (contentText(seen, source) !== contentText(record, source)) conflicts++
  }
  return conflicts
}

/** What a record says: of a delete only that it deletes, since its τ and fields mean nothing. */
function contentText(record: AcceptedRecord, source: Source): string {
  if (!record.upsert) return 'delete'
  const fields = [...source.fields.keys()].map(field => valueText(fieldValue(record.fields, field)))
  return `upsert ${record.eventTime} ${fields.join()}`
}
