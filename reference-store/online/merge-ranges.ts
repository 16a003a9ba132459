import type { CellRange, FoundCells } from '../../features/streaming-plan/row.ts'

/** Ranges as they are read: no two of them meet. */
export interface MergedRanges {
  readonly merged: readonly CellRange[]
  /** By range asked for: the merged one that holds it; −1 for a range that holds nothing. */
  readonly places: readonly number[]
}

/** Windows that end at one T share most of their cells: ranges that overlap or meet are read as one. */
export function mergeRanges(ranges: readonly CellRange[]): MergedRanges {
  const order = [...ranges.keys()].sort((a, b) => {
    return ranges[a]!.family - ranges[b]!.family || compare(ranges[a]!.from, ranges[b]!.from)
  })
  const merged: CellRange[] = []
  const places = new Array<number>(ranges.length).fill(-1)
  for (const i of order) {
    const { family, from, to } = ranges[i]!
    if (from >= to) continue
    const last = merged.at(-1)
    if (last === undefined || last.family !== family || from > last.to) merged.push(ranges[i]!)
    else if (to > last.to) merged[merged.length - 1] = { ...last, to }
    places[i] = merged.length - 1
  }
  return { merged, places }
}

/** By range asked for: what of it was found in the merged ones. */
export function splitFound(
  ranges: readonly CellRange[],
  { merged, places }: MergedRanges,
  found: readonly FoundCells[],
): FoundCells[] {
  return ranges.map(({ from, to }, i) => {
    const place = places[i]!
    if (place < 0) return nothing
    const whole = merged[place]!
    const cells = found[place]!
    return from === whole.from && to === whole.to ? cells : within(cells, from, to)
  })
}

const nothing: FoundCells = { positions: [], cells: [] }

function within({ positions, cells }: FoundCells, from: number, to: number): FoundCells {
  const first = firstNotBelow(positions, from)
  const end = firstNotBelow(positions, to)
  return first === end ? nothing : { positions: positions.slice(first, end), cells: cells.slice(first, end) }
}

function firstNotBelow(positions: readonly number[], bound: number): number {
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (positions[middle]! < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** Two of −∞ differ by NaN. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
