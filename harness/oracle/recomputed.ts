import type { Instant, Value } from '../../features/value.ts'

/** What is known of the log: every record that arrived by K, or the records below an offset in each partition. */
export type Knowledge =
  | { readonly kind: 'at'; readonly k: Instant }
  /**
   * By partition (as text): the next offset not applied; a partition not listed is at 0. `greatest` is the greatest
   * arrival applied over the whole source (µs), which a scheduled feature reads as its K; null where nothing was applied.
   */
  | {
      readonly kind: 'applied'
      readonly offsets: Readonly<Record<string, number>>
      readonly greatest: Instant | null
    }

/** Where a feature is evaluated: value(F, key, T | K). */
export interface EvaluationPoint {
  /** T, µs. */
  readonly asOf: Instant
  readonly knowledge: Knowledge
  /** As-trained: a scheduled feature is value(F, key, R | K) instead of value(F, key, R | R + delay). */
  readonly trained: boolean
}

/** What an evaluator says of one stored cell. */
export interface Recomputed {
  readonly value: Value
  readonly state: 'present' | 'null' | 'not-found' | 'expired'
  /** Inputs after the null rule; with `weight` it sets the room of § 8. */
  readonly n: number
  /** Σ|x| for sum and mean of floats, |mean| for variance and stddev, null where equality is exact. */
  readonly weight: number | null
  /** False where the log does not reach back far enough (`complete_from`). */
  readonly judged: boolean
}
