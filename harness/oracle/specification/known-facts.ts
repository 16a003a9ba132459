import type { Instant, Value } from '../../../features/value.ts'
import type { AcceptedRecord } from './accepted-log.ts'
import { compareText } from './compare-values.ts'

/** A fact that is visible with what is known of the log. */
export interface Fact {
  readonly id: string | bigint
  /** τ, µs, of the visible revision. */
  readonly eventTime: Instant
  /** α, µs, of the fact's first upsert in log order. */
  readonly firstArrival: Instant
  /** α − τ of the first upsert, µs: what allowed lateness is judged on. */
  readonly lateness: number
  readonly fields: Readonly<Record<string, Value>>
}

/** The accepted records of each id, in log order: what `knownFacts` resolves again for each S. */
export function recordsById(records: readonly AcceptedRecord[]): AcceptedRecord[][] {
  return [...Map.groupBy(records, record => record.id).values()]
}

/**
 * Known(S) of semantics § 2, S being the records that `isVisible` lets through. The first appended of an
 * (id, revision) stands, the highest revision of an id is visible unless it is a delete.
 */
export function knownFacts(
  ids: readonly (readonly AcceptedRecord[])[],
  isVisible: (record: AcceptedRecord) => boolean,
): Fact[] {
  return ids.flatMap(records => factOf(withoutRedeliveries(records.filter(isVisible))) ?? [])
}

/** A redelivery adds nothing, whatever it holds. */
function withoutRedeliveries(records: readonly AcceptedRecord[]): AcceptedRecord[] {
  return records.filter((record, i) => records.findIndex(each => each.revision === record.revision) === i)
}

/** What the records of one id come to; null where nothing of it is visible. */
function factOf(records: readonly AcceptedRecord[]): Fact | null {
  const newest = records.reduce<AcceptedRecord | null>(
    (a, b) => (a === null || b.revision > a.revision ? b : a),
    null,
  )
  const first = records.find(record => record.upsert)
  if (newest === null || !newest.upsert || first === undefined) return null
  return {
    id: newest.id,
    eventTime: newest.eventTime as Instant,
    firstArrival: first.arrival,
    lateness: first.arrival - (first.eventTime as Instant),
    fields: newest.fields,
  }
}

/** The order of `first`, `last`, `lastN` and `latest`: (τ, α of the first upsert, id), oldest first; semantics § 5. */
export function compareFacts(a: Fact, b: Fact): number {
  return a.eventTime - b.eventTime || a.firstArrival - b.firstArrival || compareIds(a.id, b.id)
}

function compareIds(a: string | bigint, b: string | bigint): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  return compareText(String(a), String(b))
}
