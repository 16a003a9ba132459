import type { Arena } from './arena.ts'
import { floorTo } from './bounds.ts'
import type { FramePlan, IndexPlan } from './index-plan.ts'
import type { OffsetPlaces } from './offset-places.ts'
import { float64Column, int32Column, type OffsetMark, type RecordBatch } from './record-batch.ts'

/** Some points of one key and one reading: rows from `first` to before `end`. */
export interface PointRows {
  readonly reading: number
  readonly first: number
  readonly end: number
}

/** Where the points of a reading look from in one frame, by place among them. */
export interface PointFrame {
  /** T, or the newest refresh R; µs, −∞ where there was none. */
  readonly heads: Float64Array
  /** What they know: K (µs), or the last place in the log. NaN where offsets are neither; see `apart`. */
  readonly knows: Float64Array
  /** Points that know what no K knows, and which records those are. */
  readonly apart: readonly ApartPoint[]
}

export interface ApartPoint {
  /** Its place among the points. */
  readonly at: number
  readonly mark: OffsetMark
  /** α of the last records that count, µs. */
  readonly until: number
}

/** The heads and the knowledge of points in a frame; semantics §§ 3 and 7. */
export function pointFrame(
  plan: IndexPlan,
  frame: FramePlan,
  batch: RecordBatch,
  points: PointRows,
  places: OffsetPlaces | null,
  arena: Arena,
): PointFrame {
  const { columns } = plan
  const { first, end } = points
  const at = float64Column(batch, columns.at)
  const known = float64Column(batch, columns.known)
  if (frame === null && places === null) {
    return { heads: at.subarray(first, end), knows: known.subarray(first, end), apart: [] }
  }
  const heads = arena.floats(end - first)
  const knows = arena.floats(end - first)
  const apart: ApartPoint[] = []
  const trained = plan.trained[points.reading] === true
  for (let row = first; row < end; row++) {
    const mark = places === null ? null : markOf(plan, batch, row)
    const by = mark === null ? (known[row] as number) : appliedUntil(plan, batch, row)
    const head = frame === null ? (at[row] as number) : refreshedAt(frame, by, at[row] as number)
    const cap = frame === null || trained ? Number.POSITIVE_INFINITY : head + frame.delay
    const until = mark === null ? Math.min(known[row] as number, cap) : cap
    heads[row - first] = head
    if (places === null) knows[row - first] = until
    else if (mark === null) knows[row - first] = places.placeAt(until)
    else {
      const place = places.placeBelow(mark)
      if (place === null) apart.push({ at: row - first, mark, until })
      knows[row - first] = place === null ? Number.NaN : Math.min(place, places.placeAt(until))
    }
  }
  return { heads, knows, apart }
}

/** R: the newest instant on the grid with R + delay ≤ min(K, T); −∞ where nothing is known. */
function refreshedAt({ every, delay }: NonNullable<FramePlan>, known: number, asOf: number): number {
  const by = Math.min(known, asOf)
  return by === Number.NEGATIVE_INFINITY ? by : floorTo(by - delay, every)
}

/** The offsets that a point is read at; null for one that has a K. */
function markOf({ columns }: IndexPlan, batch: RecordBatch, row: number): OffsetMark | null {
  if (columns.mark === null) return null
  return batch.marks[int32Column(batch, columns.mark)[row] as number] ?? null
}

/** The greatest α below a point's offsets, over the whole source; −∞ where nothing was applied. */
function appliedUntil({ columns }: IndexPlan, batch: RecordBatch, row: number): number {
  if (columns.greatest === null) return Number.NEGATIVE_INFINITY
  return float64Column(batch, columns.greatest)[row] as number
}
