import type { Instant, Micros } from '../value.ts'
import type { Fact } from './fact.ts'
import { tileNumber } from './tile-sizes.ts'

/** The family of cells that holds facts; tiles come in the families after it. */
export const factFamily = 0

/**
 * Some facts of one bucket of event time. A bucket begins as part 0, the open one; when that is full its facts move
 * to a new part and stay there, so that no append copies more than one part, however busy the bucket.
 */
export interface FactCell {
  /** On part 0: how many parts the bucket has beside it; 0 on the others. */
  readonly sealed: number
  readonly facts: readonly Fact[]
}

/** Facts in a part at most. */
export const partFactsMax = 64

/** Parts in a bucket at most: bucket numbers times this stay exact, for buckets of a second and more. */
const partsMax = 2 ** 18

/** Where a part of a bucket stands among the cells of facts; parts of one bucket stand together. */
export function factPosition(bucket: number, part: number): number {
  return bucket * partsMax + part
}

export function bucketOf(eventTime: Instant, width: Micros): number {
  return tileNumber(eventTime, width)
}

/** Positions of all parts that can hold event times from `from` (inclusive) to `to` (exclusive), µs. */
export function factPositions(from: Instant, to: Instant, width: Micros): { from: number; to: number } {
  const first = from === Number.NEGATIVE_INFINITY ? from : bucketOf(from, width)
  const last = to === Number.POSITIVE_INFINITY ? to : bucketOf(to - 1, width)
  return { from: first * partsMax, to: (last + 1) * partsMax }
}
