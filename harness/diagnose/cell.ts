import type { StoredFeature } from '../../features/definitions.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { Given } from '../diff/equal.ts'
import type { SpecSources } from '../diff/spec-source.ts'
import type { OnDemandPlan, StoredPlan, TargetPlan } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'
import type { EvaluationPoint } from '../oracle/recomputed.ts'
import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'

export type CellSide = 'online' | 'offline'

/** A value of an on-demand feature that does not follow from its inputs. */
export interface ComputedCell {
  readonly plan: OnDemandPlan
  readonly row: CellRow
  readonly side: CellSide
  readonly given: Given
  /** What the row holds on this side, by column. */
  readonly own: Readonly<Record<string, Value>>
}

/** Questions that were put together, in their order. */
export interface RowBatch {
  readonly rows: ServedRow[]
  /**
   * These and their neighbours with the same instants: a call that asks twice for its first key looks like several, so that
   * what was asked for together may be any part of them.
   */
  readonly together: ServedRow[]
  /** The batch just before, where this one puts a question of it once more. */
  readonly before: RowBatch | null
}

/** The logs of one History, and what its rows are held to. */
export interface World {
  readonly logs: SpecSources
  /** Whether every record of every log is at hand, not only those of the keys that are looked at. */
  readonly isWhole: boolean
  /** Every target that was asked. */
  readonly targets: readonly TargetPlan[]
  /** The training cut, µs. */
  readonly cut: Instant
  /** µs by which `answered_at` may run behind the clock of the log. */
  readonly clockSlack: number
}

/** A row that cells of a diagnosis stand in. */
export interface CellRow {
  readonly scenario: string | null
  readonly seed: number | null
  readonly target: TargetPlan
  readonly served: ServedRow
  readonly batch: RowBatch
  readonly beside: Beside
  readonly world: World
}

/** Where a row stands in the table of its target, and the rows before and after it. */
export interface Beside {
  readonly place: number
  readonly before: ServedRow | null
  after: ServedRow | null
  /** How often its question was put in all, of a table with a training set. */
  readonly alike: { count: number }
}

/** A question about one stored feature, and the records that the answer comes from. */
export interface Asked {
  readonly plan: StoredPlan
  readonly feature: StoredFeature
  readonly key: readonly Value[]
  /** Accepted records of the key, in log order. */
  readonly records: readonly AcceptedRecord[]
  readonly point: EvaluationPoint
  readonly row: CellRow
  readonly side: CellSide
}

/** A served or training value of a stored feature that a diagnosis looks at. */
export interface StoredCell extends Asked {
  readonly given: Given
  /** Whether it is a mismatch: a defect, or a leak. */
  readonly wrong: boolean
  /** The same cell at other readings that it may have been computed at. */
  readonly others: readonly StoredCell[]
}
