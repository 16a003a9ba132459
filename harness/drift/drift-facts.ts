import type { DriftComparison } from '../../reports/drift-result.ts'
import type { DriftSettings } from './drift-settings.ts'
import type { ColumnPairs } from './pairs/column-pairs.ts'

/** What the drift stage of a run found, before it is summed up. */
export interface DriftFacts {
  /** Training against served. */
  readonly comparisons: readonly DriftComparison[]
  /** Served against as-known. */
  readonly pairs: readonly ColumnPairs[]
  readonly settings: DriftSettings
  /** A configuration of the user says which distances matter; else the defaults do. */
  readonly declared: boolean
  readonly notes: readonly string[]
}
