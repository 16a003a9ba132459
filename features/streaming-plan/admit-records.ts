import type { LogRecord } from '../log-record.ts'
import type { Instant } from '../value.ts'
import type { RevisionOfFact } from './admit-record.ts'
import type { Fact } from './fact.ts'
import type { IdState, IdStates } from './id-state.ts'
import type { SourcePlan } from './streaming-plan.ts'

/** A record that the log accepted, under its key. */
export interface AcceptedRecord extends RevisionOfFact {
  readonly id: string | bigint
  readonly record: LogRecord
}

/** What one record does to the facts of a key. */
export interface FactChange {
  readonly id: string | bigint
  /** α, µs, from which the change is known. */
  readonly at: Instant
  /** τ, µs, of the version that stands no longer; null where there is none. */
  readonly superseded: Instant | null
  /** The version that stands from now on; null where there is none. */
  readonly stands: Fact | null
}

export interface RowChanges {
  /** The ids whose state changes. */
  readonly ids: ReadonlyMap<string | bigint, IdState>
  /** In the order of the log. */
  readonly facts: readonly FactChange[]
}

/** Works out what the records of one key change, given what is kept of their ids; records come in log order. */
export function admitRecords(
  plan: SourcePlan,
  records: readonly AcceptedRecord[],
  kept: IdStates,
): RowChanges {
  const ids = new Map<string | bigint, IdState>()
  const facts: FactChange[] = []
  for (const record of records) {
    const { id, arrival: at } = record
    const admission = plan.seams.admit(ids.get(id) ?? kept.get(id), record)
    if (admission === null) continue
    const { state, superseded } = admission
    ids.set(id, state)
    const stands = admission.stands ? factOf(plan, record, state) : null
    if (superseded !== null || stands !== null) facts.push({ id, at, superseded, stands })
  }
  return { ids, facts }
}

function factOf(plan: SourcePlan, record: AcceptedRecord, state: IdState): Fact {
  return {
    id: record.id,
    eventTime: state.eventTime as Instant,
    firstArrival: state.firstArrival as Instant,
    lateness: plan.judgesLateness ? state.lateness : null,
    knownFrom: plan.keepsVersions ? record.arrival : null,
    knownTo: null,
    columns: plan.columns.map(column => column(record.record)),
  }
}
