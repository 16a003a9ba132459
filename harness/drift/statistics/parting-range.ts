import type { KsSummary } from './ks-summary.ts'

/** The interval of values in which the two samples' shares differ most: from above `from` up to and including `to`. */
export interface PartingRange {
  /** Null: from the least value on. */
  readonly from: number | null
  /** Null: up to the greatest value. */
  readonly to: number | null
  /** Share of each side in it. */
  readonly reference: number
  readonly current: number
}

/** Where the ECDFs part: between their greatest departures up and down (Kuiper's interval). Null where they do not. */
export function partingRange({ n, m, up, down }: KsSummary): PartingRange | null {
  if (up.h === 0 && down.h === 0) return null
  const ends = [up, down]
    .filter(each => each.h > 0)
    .sort((a, b) => a.reference + a.current - b.reference - b.current)
  const [first, second] = ends
  // Departures of one direction only: the interval runs from the least value to where the ECDFs are furthest apart.
  const low = second === undefined ? null : first!
  const high = second ?? first!
  return {
    from: low?.at ?? null,
    to: high.at,
    reference: (high.reference - (low?.reference ?? 0)) / n,
    current: (high.current - (low?.current ?? 0)) / m,
  }
}
