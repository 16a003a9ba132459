import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import { factOf, firstUpsert, type ResolveId } from '../traced-fact.ts'

/**
 * Whether a store takes a record with a higher revision than what it holds of an id; `standing` is what it took last, null
 * where it holds nothing yet, and `hadUpsert` tells whether it ever was an upsert.
 */
export type Takes = (standing: AcceptedRecord | null, record: AcceptedRecord, hadUpsert: boolean) => boolean

/** What is left of an id where its records are taken one by one, in log order, as a store does that keeps the newest only. */
export function folded(takes: Takes, isHigher: Takes = higher): ResolveId {
  return records => {
    let standing: AcceptedRecord | null = null
    let hadUpsert = false
    for (const record of records) {
      if (isHigher(standing, record, hadUpsert) && takes(standing, record, hadUpsert)) standing = record
      hadUpsert ||= record.upsert
    }
    const first = firstUpsert(records)
    return standing === null || !standing.upsert || first === undefined ? [] : [factOf(standing, first)]
  }
}

const higher: Takes = (standing, record) => standing === null || record.revision > standing.revision
