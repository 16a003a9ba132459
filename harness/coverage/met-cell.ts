import type { Feature } from '../../features/definitions.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { Asked } from '../diagnose/cell.ts'
import type { Answer, Look } from '../diagnose/policy.ts'
import type { TracedFact } from '../diagnose/traced-fact.ts'
import type { Given } from '../diff/equal.ts'
import type { SpecSource } from '../diff/spec-source.ts'
import type { OnDemandPlan } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'
import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'
import type { Rejected } from './rejected-records.ts'

/** Which reading a cell matched: what it is compared with. */
export type MetReading = 'as-known' | 'as-applied' | 'as-trained'

/** A compared cell of a stored feature that is what the rules say, with all that a flip looks at. */
export interface MetCell extends Asked {
  readonly given: Given
  readonly reading: MetReading
  readonly look: Look
  /** The facts that are visible there. */
  readonly known: readonly TracedFact[]
  /** Their event times, µs. */
  readonly times: ReadonlySet<Instant>
  /** What the rules say, and the facts that are let in. */
  readonly base: Answer
  readonly facts: readonly TracedFact[]
  /** False where the log does not reach back far enough: such a cell is not compared. */
  readonly judged: boolean
  /** µs, as `complete_from` has it; null: from the start of time. */
  readonly completeFrom: Instant | null
  readonly log: SpecSource
  /** What happened to ids of the key. */
  readonly traits: ReadonlySet<string>
  /** Illegal records of the source as a careless store takes them. */
  readonly rejected: readonly Rejected[]
  /** Records that were applied again after a restart before the answer, and those that a crash interrupted. */
  readonly again: (record: AcceptedRecord) => boolean
  readonly interrupted: (record: AcceptedRecord) => boolean
}

/** A compared cell of an on-demand feature that follows from the row's own inputs. */
export interface ComputedCell {
  readonly plan: OnDemandPlan
  readonly row: ServedRow
  readonly given: Given
  readonly value: Value
  /** By the name that the expression reads. */
  readonly inputs: ReadonlyMap<string, CellInput>
}

export interface CellInput {
  readonly kind: Feature['kind']
  readonly value: Value
  readonly state: string | null
  /** What is recomputed of it; null for an on-demand feature, and where the value is null. */
  readonly recomputed: Value | null
}

export type RawLog = ReadonlyMap<string, readonly PlacedRecord[]>
