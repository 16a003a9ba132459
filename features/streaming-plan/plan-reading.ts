import type { Instant } from '../value.ts'
import { factFamily, factPositions } from './fact-cell.ts'
import type { CellRange } from './row.ts'
import type { ReadGroup, SourcePlan } from './streaming-plan.ts'
import type { Bounds } from './window-bounds.ts'

/** What to read of every row to answer the stored features of one source at one T. */
export interface Reading {
  readonly ranges: readonly CellRange[]
  readonly groups: readonly GroupReading[]
}

export interface GroupReading {
  readonly group: ReadGroup
  /** T, or R of a scheduled feature, µs. */
  readonly asOf: Instant
  /** µs: versions known then count; null: those that stand. */
  readonly knownAt: Instant | null
  readonly pieces: readonly Piece[]
}

/** A piece of a window: whole tiles, or the facts of an edge. */
export type Piece =
  | { readonly kind: 'tiles'; readonly range: number; readonly tile: number }
  | { readonly kind: 'facts'; readonly range: number; readonly bounds: Bounds }

/**
 * Cuts the windows at T (µs) into whole tiles and the facts of their edges. `greatest` is the greatest arrival
 * applied over the source (µs), null where nothing was: a scheduled feature reads it as its K.
 */
export function planReading(plan: SourcePlan, asOf: Instant, greatest: Instant | null): Reading {
  const ranges: CellRange[] = []
  const groups = plan.groups.map((group): GroupReading => {
    if (group.refresh === null) {
      return { group, asOf, knownAt: null, pieces: piecesOf(plan, group, asOf, ranges) }
    }
    const refreshed = plan.seams.refreshedAt(group.refresh, asOf, greatest)
    if (refreshed === null) return { group, asOf, knownAt: null, pieces: [] }
    const pieces = piecesOf(plan, group, refreshed, ranges)
    return { group, asOf: refreshed, knownAt: refreshed + group.refresh.delay, pieces }
  })
  return { ranges, groups }
}

function piecesOf(plan: SourcePlan, group: ReadGroup, asOf: Instant, ranges: CellRange[]): Piece[] {
  const pieces: Piece[] = []
  cut(plan, group.tiles, 0, plan.seams.bounds(group.window, asOf), ranges, pieces)
  return pieces
}

/** Takes the largest tiles that lie wholly within the bounds, then what is left on either side by smaller ones. */
function cut(
  plan: SourcePlan,
  tiles: readonly number[],
  level: number,
  { from, to }: Bounds,
  ranges: CellRange[],
  pieces: Piece[],
): void {
  if (from >= to) return
  const tile = tiles[level]
  if (tile === undefined) {
    const range = ranges.push({ family: factFamily, ...factPositions(from, to, plan.bucket) }) - 1
    pieces.push({ kind: 'facts', range, bounds: { from, to } })
    return
  }
  const { size } = plan.tiles[tile]!
  const { first, last } = plan.seams.wholeTiles({ from, to }, size)
  if (first >= last) {
    cut(plan, tiles, level + 1, { from, to }, ranges, pieces)
    return
  }
  cut(plan, tiles, level + 1, { from, to: first }, ranges, pieces)
  const range = ranges.push({ family: tile + 1, from: first / size, to: last / size }) - 1
  pieces.push({ kind: 'tiles', range, tile: level })
  cut(plan, tiles, level + 1, { from: last, to }, ranges, pieces)
}
