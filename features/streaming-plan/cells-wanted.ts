import type { Instant, Micros } from '../value.ts'
import type { FactChange } from './admit-records.ts'
import { bucketOf, factFamily, factPosition, factPositions } from './fact-cell.ts'
import type { CellRange, CellsWanted } from './row.ts'
import type { SourcePlan } from './streaming-plan.ts'
import { tileNumber } from './tile-sizes.ts'

/**
 * The cells that must be at hand to apply changes: for a fact that comes to stand its open part and its tiles, for
 * one that stands no longer all that its tiles are folded again from.
 */
export function cellsWanted(plan: SourcePlan, changes: readonly FactChange[]): CellsWanted {
  const points = Array.from({ length: plan.tiles.length + 1 }, (): number[] => [])
  const superseded: Instant[] = []
  for (const change of changes) {
    if (change.superseded !== null) superseded.push(change.superseded)
    if (change.stands === null) continue
    const { eventTime } = change.stands
    addPoint(points[factFamily]!, factPosition(bucketOf(eventTime, plan.bucket), 0))
    for (let tile = 0; tile < plan.tiles.length; tile++) {
      addPoint(points[tile + 1]!, tileNumber(eventTime, plan.tiles[tile]!.size))
    }
  }
  const ranges = superseded.length === 0 ? [] : rangesAround(plan, superseded)
  return { points, ranges }
}

/** Facts mostly come in the order of their event times, so this leaves few repeats, which do no harm. */
function addPoint(points: number[], position: number): void {
  if (points.at(-1) !== position) points.push(position)
}

function rangesAround(plan: SourcePlan, instants: readonly Instant[]): CellRange[] {
  const width = plan.tiles.findLast(tile => tile.from === null)?.size ?? plan.bucket
  const facts = tilesOf(instants, width).map(number => {
    return { family: factFamily, ...factPositions(number * width, (number + 1) * width, plan.bucket) }
  })
  const tiles = plan.tiles.flatMap(({ size, from }) => {
    if (from === null) return []
    const ratio = size / plan.tiles[from]!.size
    return tilesOf(instants, size).map(number => {
      return { family: from + 1, from: number * ratio, to: (number + 1) * ratio }
    })
  })
  return [...facts, ...tiles]
}

/** The distinct tiles of one size that hold these instants. */
export function tilesOf(instants: readonly Instant[], size: Micros): number[] {
  return [...new Set(instants.map(instant => tileNumber(instant, size)))]
}
