import type { Instant } from '../value.ts'
import type { IdState, Revision } from './id-state.ts'

/** What dedup looks at: a legal record of the log. */
export interface RevisionOfFact {
  readonly revision: Revision
  readonly upsert: boolean
  /** α, µs, raised to the running maximum of its partition. */
  readonly arrival: Instant
  /** τ, µs; not null on an upsert. */
  readonly eventTime: Instant | null
}

/** What an applied record changes: the state of its id, and which versions come to stand or stand no longer. */
export interface Admission {
  readonly state: IdState
  /** τ, µs, of the version that stood until now; null where none did or where it still stands. */
  readonly superseded: Instant | null
  /** Whether the record's version stands from now on. */
  readonly stands: boolean
}

const none: readonly Revision[] = []

/**
 * Dedup, corrections and retractions by id and revision; semantics § 2. Records of one id come in log order, since
 * one partition holds them all. Null where the record changes nothing.
 */
export function admitRecord(state: IdState | undefined, record: RevisionOfFact): Admission | null {
  if (state === undefined) return admitFirst(record)
  if (state.firstArrival === null) return admitBeforeFirstUpsert(state, record)
  if (record.revision <= state.revision) return null
  const eventTime = record.upsert ? record.eventTime : null
  const next = { ...state, revision: record.revision, eventTime }
  return { state: next, superseded: state.eventTime, stands: record.upsert }
}

function admitFirst(record: RevisionOfFact): Admission {
  const { revision, upsert } = record
  if (upsert) return { state: firstUpsert(record, revision, true), superseded: null, stands: true }
  const state = { revision, firstArrival: null, lateness: 0, eventTime: null, deletes: [revision] }
  return { state, superseded: null, stands: false }
}

/** So far the id has only been deleted: every revision seen is in `deletes`. */
function admitBeforeFirstUpsert(state: IdState, record: RevisionOfFact): Admission | null {
  const { revision } = record
  if (state.deletes.includes(revision)) return null
  const highest = revision > state.revision
  const top = highest ? revision : state.revision
  if (record.upsert) return { state: firstUpsert(record, top, highest), superseded: null, stands: highest }
  const deletes = [...state.deletes, revision]
  return { state: { ...state, revision: top, deletes }, superseded: null, stands: false }
}

function firstUpsert(record: RevisionOfFact, revision: Revision, stands: boolean): IdState {
  const eventTime = record.eventTime as Instant
  const { arrival } = record
  return {
    revision,
    firstArrival: arrival,
    lateness: arrival - eventTime,
    eventTime: stands ? eventTime : null,
    deletes: none,
  }
}
