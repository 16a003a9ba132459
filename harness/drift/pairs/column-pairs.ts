import type { PairedCounts } from '../statistics/paired-counts.ts'

/** Served against as-known values of one column. */
export interface ColumnPairs {
  readonly target: string
  readonly column: string
  /** Whether the values have an order and a difference. */
  readonly isNumber: boolean
  readonly counts: PairedCounts
}
