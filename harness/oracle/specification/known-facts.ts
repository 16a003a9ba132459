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

/**
 * Known(S) of semantics § 2: `records` are the accepted records of S in log order. The first appended of an
 * (id, revision) stands, the highest revision of an id is visible unless it is a delete.
 */
export function knownFacts(records: readonly AcceptedRecord[]): Fact[] {
  const byId = new Map<string | bigint, AcceptedRecord[]>()
  for (const record of records) {
    const group = byId.get(record.id)
    if (group === undefined) byId.set(record.id, [record])
    else if (group.every(each => each.revision !== record.revision)) group.push(record)
  }
  const facts: Fact[] = []
  for (const group of byId.values()) {
    let newest = group[0] as AcceptedRecord
    for (const record of group) if (record.revision > newest.revision) newest = record
    if (!newest.upsert) continue
    const first = group.find(record => record.upsert) as AcceptedRecord
    facts.push({
      id: newest.id,
      eventTime: newest.eventTime as Instant,
      firstArrival: first.arrival,
      lateness: first.arrival - (first.eventTime as Instant),
      fields: newest.fields,
    })
  }
  return facts
}

/** The order of `first`, `last`, `lastN` and `latest`: (τ, α of the first upsert, id), oldest first; semantics § 5. */
export function compareFacts(a: Fact, b: Fact): number {
  return a.eventTime - b.eventTime || a.firstArrival - b.firstArrival || compareIds(a.id, b.id)
}

function compareIds(a: string | bigint, b: string | bigint): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  return compareText(String(a), String(b))
}
