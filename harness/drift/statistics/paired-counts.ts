import type { ClusterHits } from './mismatch-rate.ts'
import type { FlipTotal } from './sign-flip.ts'

/** What flipped on one side alone, by entity: totals of served-only less known-only. */
export interface FlipCounts {
  readonly totals: readonly FlipTotal[]
  readonly servedOnly: number
  readonly knownOnly: number
}

/** What the pairs of one feature show, in counts of distinct totals by entity. */
export interface PairedCounts {
  readonly hits: readonly ClusterHits[]
  /** Mismatches that a lag of the store explains. */
  readonly stale: number
  /** Larger less smaller mismatches of each entity. */
  readonly direction: readonly FlipTotal[]
  readonly larger: number
  readonly smaller: number
  /** Twice the signed sum of ranks of each entity (Pratt); ranked within each run where there are several. */
  readonly ranks: readonly FlipTotal[]
  /** Values that are null on one side alone. */
  readonly nulls: FlipCounts
  /** Features that were found (neither not-found nor expired) on one side alone; null where no states were given. */
  readonly found: FlipCounts | null
}
