import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'
import type { Fact } from '../oracle/specification/known-facts.ts'

/** A fact with the record that it is made from, so that a sentence can show it. */
export interface TracedFact extends Fact {
  readonly record: AcceptedRecord
  /** The first upsert of its id in log order. */
  readonly first: AcceptedRecord
}

/** What becomes of the visible records of one id, in log order and with redeliveries; none, one or several facts. */
export type ResolveId = (records: readonly AcceptedRecord[]) => readonly TracedFact[]

/** A fact that says what `record` says, dated by the first upsert of its id. */
export function factOf(record: AcceptedRecord, first: AcceptedRecord): TracedFact {
  return {
    id: record.id,
    eventTime: record.eventTime as number,
    firstArrival: first.arrival,
    lateness: first.arrival - (first.eventTime as number),
    fields: record.fields,
    record,
    first,
  }
}

export function firstUpsert(records: readonly AcceptedRecord[]): AcceptedRecord | undefined {
  return records.find(record => record.upsert)
}

/** The first appended of each revision, in log order. */
export function withoutRedeliveries(records: readonly AcceptedRecord[]): AcceptedRecord[] {
  const seen = new Set<number>()
  return records.filter(({ revision }) => !seen.has(revision) && seen.add(revision))
}

/** The record of the highest revision. */
export function highestRevision(records: readonly AcceptedRecord[]): AcceptedRecord | undefined {
  return records.reduce<AcceptedRecord | undefined>(
    (a, b) => (a === undefined || b.revision > a.revision ? b : a),
    undefined,
  )
}

/** Semantics § 2: the highest revision is visible, unless it deletes. */
export const resolveById: ResolveId = records => standing(withoutRedeliveries(records), highestRevision)

/** The fact that the chosen record makes of its id. */
export function standing(
  records: readonly AcceptedRecord[],
  choose: (records: readonly AcceptedRecord[]) => AcceptedRecord | undefined,
): TracedFact[] {
  const chosen = choose(records)
  const first = firstUpsert(records)
  return chosen === undefined || !chosen.upsert || first === undefined ? [] : [factOf(chosen, first)]
}

/** The facts of a key's visible records. */
export function resolveFacts(records: readonly AcceptedRecord[], resolve: ResolveId): TracedFact[] {
  return [...Map.groupBy(records, record => record.id).values()].flatMap(resolve)
}
