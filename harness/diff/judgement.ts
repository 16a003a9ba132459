import type { Instant, Micros, Value } from '../../features/value.ts'
import type { TrainingReading } from '../history/history.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import type { Given } from './equal.ts'
import type { ColumnPlan } from './target-plan.ts'

/** The recomputed readings of a stored cell; semantics § 7. */
export interface Readings {
  readonly asKnown: Recomputed
  /** At K = the training cut, or T where that is later. */
  readonly asTrained: Recomputed
  /** At what the row states that its store had applied; absent: it states nothing, or the log is to be asked. */
  readonly asApplied?: Recomputed
}

/** What is judged alike in every row of a table. */
export interface JudgeOptions {
  /** Which reading the training set claims to be, and its cut (µs; −∞ for an empty log). */
  readonly training: { readonly reading: TrainingReading; readonly cut: Instant }
  /** µs by which the clock of `answered_at` may run behind the log's. */
  readonly clockSlack: Micros
  /** How many instants may be tried for one source of one row before the search is cut. */
  readonly candidatesMax: number
}

/** What a served cell is; semantics § 7. */
export type ServedOutcome =
  | { readonly kind: 'equal' | 'notJudged' | 'error' }
  /** `version`: another version answered than was asked for, whatever the cell holds; semantics § 9. */
  | { readonly kind: 'defect'; readonly because: 'value' | 'version' }
  | { readonly kind: 'staleness'; readonly lag: Micros }

/** A point that explains a row's training values of one source although the declared reading excludes it. */
export interface LeakPoint {
  /** T, or T′ after it, µs. */
  readonly asOf: Instant
  /** K, µs. */
  readonly k: Instant
  readonly trained: boolean
  /** T where the head moved and the tail stayed, else null. */
  readonly tailFrom: Instant | null
}

/** What a training cell is; semantics § 7. */
export type TrainingOutcome =
  | { readonly kind: 'equal' | 'notJudged' | 'defect' }
  | { readonly kind: 'leak'; readonly point: LeakPoint }

/** What a cell holds on each side, for a person to compare; null where there is no such value. */
export interface CellValues {
  readonly served: Given | null
  readonly training: { readonly value: Value } | null
  readonly asKnown: Given | null
  readonly asTrained: Given | null
  readonly asApplied: Given | null
}

export interface CellJudgement {
  readonly plan: ColumnPlan
  /** Null where the column was not served. */
  readonly served: ServedOutcome | null
  /** Null where no single training row has the column. */
  readonly training: TrainingOutcome | null
  /** Whether as-known ≠ as-trained; null for on-demand features and where a reading is not judged. */
  readonly lateData: boolean | null
  /** Whether as-known is null because its sum lies outside 64 bits; semantics § 5. */
  readonly overflowed?: boolean
  /** Null where the cell is nowhere in the list of mismatches. */
  readonly values: CellValues | null
}

/** How a probe was found in the training set: `none` where there is no training set. */
export type TrainingMatch = 'none' | 'one' | 'missing' | 'several'

export interface RowJudgement {
  readonly cells: readonly CellJudgement[]
  readonly trainingMatch: TrainingMatch
  /** Searches that ended at `candidatesMax` without an explanation: their cells are judged by what was tried. */
  readonly searchesCut: number
}
