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

/** The points of a key as every frame sees them: ask f × points + p is point p in frame f. */
export interface KeyAsks {
  readonly points: number
  /** By ask: T, or the newest refresh R; µs, −∞ where there was none. */
  readonly heads: Float64Array
  /** By ask: K (µs), or the last known place in the log. NaN where offsets are neither; see `apart`. */
  readonly knows: Float64Array
  /** By point. */
  readonly readings: Int32Array
  /** Asks that know what no K knows, and which records those are. */
  readonly apart: readonly ApartAsk[]
}

export interface ApartAsk {
  readonly ask: number
  readonly mark: OffsetMark
  /** α of the last records that count, µs. */
  readonly until: number
}

/** Where the points of a key look from in every frame, and what they know; semantics §§ 3 and 7. */
export function keyAsks(
  plan: IndexPlan,
  batch: RecordBatch,
  runs: readonly PointRows[],
  places: OffsetPlaces | null,
  arena: Arena,
): KeyAsks {
  const points = runs.reduce((sum, { first, end }) => sum + end - first, 0)
  const heads = arena.floats(points * plan.frames.length)
  const knows = arena.floats(points * plan.frames.length)
  const readings = arena.ints(points)
  const apart: ApartAsk[] = []
  let at = 0
  for (const run of runs) {
    readings.fill(run.reading, at, at + run.end - run.first)
    for (const [f, frame] of plan.frames.entries()) {
      const asks = { heads, knows, apart, from: f * points + at }
      if (frame === null && places === null) askPlainly(plan, batch, run, asks)
      else askInFrame(plan, frame, batch, run, places, asks)
    }
    at += run.end - run.first
  }
  return { points, heads, knows, readings, apart }
}

/** The asks being made, from place `from` on. */
interface Making {
  readonly heads: Float64Array
  readonly knows: Float64Array
  readonly apart: ApartAsk[]
  readonly from: number
}

function askPlainly({ columns }: IndexPlan, batch: RecordBatch, run: PointRows, asks: Making): void {
  asks.heads.set(float64Column(batch, columns.at).subarray(run.first, run.end), asks.from)
  asks.knows.set(float64Column(batch, columns.known).subarray(run.first, run.end), asks.from)
}

function askInFrame(
  plan: IndexPlan,
  frame: FramePlan,
  batch: RecordBatch,
  { reading, first, end }: PointRows,
  places: OffsetPlaces | null,
  { heads, knows, apart, from }: Making,
): void {
  const at = float64Column(batch, plan.columns.at)
  const known = float64Column(batch, plan.columns.known)
  const trained = plan.trained[reading] === true
  for (let row = first; row < end; row++) {
    const ask = from + row - first
    const mark = places === null ? null : markOf(plan, batch, row)
    const by = mark === null ? (known[row] as number) : appliedUntil(plan, batch, row)
    const head = frame === null ? (at[row] as number) : refreshedAt(frame, by, at[row] as number)
    const cap = frame === null || trained ? Number.POSITIVE_INFINITY : head + frame.delay
    const until = mark === null ? Math.min(known[row] as number, cap) : cap
    heads[ask] = head
    if (places === null) knows[ask] = until
    else if (mark === null) knows[ask] = places.placeAt(until)
    else {
      const place = places.placeBelow(mark)
      if (place === null) apart.push({ ask, mark, until })
      knows[ask] = place === null ? Number.NaN : Math.min(place, places.placeAt(until))
    }
  }
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

/** All asks, those at one place among the points of their reading side by side: mostly they are about one T. */
export function asksSideBySide(
  { points, knows }: KeyAsks,
  runs: readonly PointRows[],
  arena: Arena,
): Int32Array {
  const order = arena.ints(knows.length)
  const longest = runs.reduce((length, { first, end }) => Math.max(length, end - first), 0)
  let count = 0
  for (let from = 0; from < knows.length; from += points) {
    for (let i = 0; i < longest; i++) {
      let at = from
      for (let r = 0; r < runs.length; r++) {
        const { first, end } = runs[r] as PointRows
        if (i < end - first) order[count++] = at + i
        at += end - first
      }
    }
  }
  return order
}

/** The asks that have a K, in the order of their K's. */
export function asksByKnown({ knows }: KeyAsks, arena: Arena): Int32Array {
  const order = arena.ints(knows.length)
  let count = 0
  let last = Number.NEGATIVE_INFINITY
  let isSorted = true
  for (let ask = 0; ask < knows.length; ask++) {
    const known = knows[ask] as number
    if (Number.isNaN(known)) continue
    if (known < last) isSorted = false
    last = known
    order[count++] = ask
  }
  const asks = order.subarray(0, count)
  return isSorted ? asks : asks.sort((a, b) => (knows[a] as number) - (knows[b] as number) || a - b)
}
