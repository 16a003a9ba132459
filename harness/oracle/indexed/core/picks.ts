import { type FactTree, leafBits } from './fact-tree.ts'
import type { Lane } from './lane.ts'
import type { Pieces } from './pieces.ts'

/** The newest fact of the pieces, −1 for none. */
export function newestFact(tree: FactTree, pieces: Pieces): number {
  if (pieces.length === 0) return -1
  const end = pieces.items[pieces.length - 1] as number
  if (end >= 0) return end - 1
  return endOf(tree, pieces.items[pieces.length - 2] as number, -1 - end) - 1
}

/** The newest fact of the pieces whose input is not null, −1 for none. */
export function newestInput(lane: Lane, pieces: Pieces): number {
  if (!lane.hasNulls) return newestFact(lane.tree, pieces)
  for (let p = pieces.length - 2; p >= 0; p -= 2) {
    const end = pieces.items[p + 1] as number
    const first = pieces.items[p] as number
    const found =
      end < 0 ? newestInNode(lane, first, -1 - end) : newestInRun(lane.x as Float64Array, first, end)
    if (found >= 0) return found
  }
  return -1
}

/** The oldest fact of the pieces whose input is not null, −1 for none. */
export function oldestInput(lane: Lane, pieces: Pieces): number {
  for (let p = 0; p < pieces.length; p += 2) {
    const end = pieces.items[p + 1] as number
    const first = pieces.items[p] as number
    const found =
      end < 0 ? oldestInNode(lane, first, -1 - end) : oldestInRun(lane.x as Float64Array, first, end)
    if (found >= 0) return found
  }
  return -1
}

/** Adds to `found` the facts of the pieces whose input is not null, newest first, until it holds `limit`. */
export function newestInputs(lane: Lane, pieces: Pieces, limit: number, found: number[]): void {
  for (let p = pieces.length - 2; p >= 0 && found.length < limit; p -= 2) {
    const end = pieces.items[p + 1] as number
    const first = pieces.items[p] as number
    if (end < 0) addFromNode(lane, first, -1 - end, limit, found)
    else addFromRun(lane.x as Float64Array, first, end, limit, found)
  }
}

function addFromNode(lane: Lane, at: number, level: number, limit: number, found: number[]): void {
  const { n, tree } = lane
  if (found.length >= limit || (n !== null && n[at] === 0)) return
  if (level === 0) {
    addFromRun(lane.x as Float64Array, startOf(tree, at, 0), endOf(tree, at, 0), limit, found)
    return
  }
  const left = childOf(tree, at, level)
  addFromNode(lane, left + 1, level - 1, limit, found)
  addFromNode(lane, left, level - 1, limit, found)
}

function addFromRun(x: Float64Array, first: number, end: number, limit: number, found: number[]): void {
  for (let i = end - 1; i >= first && found.length < limit; i--) if (!Number.isNaN(x[i])) found.push(i)
}

function startOf(tree: FactTree, at: number, level: number): number {
  return (at - (tree.bases[level] as number)) << (leafBits + level)
}

function endOf(tree: FactTree, at: number, level: number): number {
  return (at - (tree.bases[level] as number) + 1) << (leafBits + level)
}

function newestInRun(x: Float64Array, first: number, end: number): number {
  for (let i = end - 1; i >= first; i--) if (!Number.isNaN(x[i])) return i
  return -1
}

function oldestInRun(x: Float64Array, first: number, end: number): number {
  for (let i = first; i < end; i++) if (!Number.isNaN(x[i])) return i
  return -1
}

function newestInNode(lane: Lane, at: number, level: number): number {
  const { n, tree } = lane
  if (n !== null && n[at] === 0) return -1
  if (level === 0) return newestInRun(lane.x as Float64Array, startOf(tree, at, 0), endOf(tree, at, 0))
  const left = childOf(tree, at, level)
  const right = newestInNode(lane, left + 1, level - 1)
  return right >= 0 ? right : newestInNode(lane, left, level - 1)
}

function oldestInNode(lane: Lane, at: number, level: number): number {
  const { n, tree } = lane
  if (n !== null && n[at] === 0) return -1
  if (level === 0) return oldestInRun(lane.x as Float64Array, startOf(tree, at, 0), endOf(tree, at, 0))
  const left = childOf(tree, at, level)
  const first = oldestInNode(lane, left, level - 1)
  return first >= 0 ? first : oldestInNode(lane, left + 1, level - 1)
}

function childOf(tree: FactTree, at: number, level: number): number {
  return (tree.bases[level - 1] as number) + 2 * (at - (tree.bases[level] as number))
}
