import { type FactTree, leafBits } from './fact-tree.ts'
import { partBits } from './lane.ts'
import type { Pieces } from './pieces.ts'

/** Which facts are looked for: all, or those whose input is not null. */
export interface Wanted {
  readonly tree: FactTree
  /** By fact; null where any input will do. */
  readonly x: Float64Array | null
  /** By node: known facts, and where not all of them are wanted the parts of its lane. */
  readonly counts: Int32Array
  readonly parts: Float64Array | null
}

/** The newest wanted fact of the pieces, −1 for none. */
export function newest(wanted: Wanted, pieces: Pieces): number {
  for (let p = pieces.length - 2; p >= 0; p -= 2) {
    const end = pieces.items[p + 1] as number
    const first = pieces.items[p] as number
    const found = end < 0 ? newestInNode(wanted, first, -1 - end, pieces) : newestInRun(wanted, first, end)
    if (found >= 0) return found
  }
  return -1
}

/** The oldest wanted fact of the pieces, −1 for none. */
export function oldest(wanted: Wanted, pieces: Pieces): number {
  for (let p = 0; p < pieces.length; p += 2) {
    const end = pieces.items[p + 1] as number
    const first = pieces.items[p] as number
    const found = end < 0 ? oldestInNode(wanted, first, -1 - end, pieces) : oldestInRun(wanted, first, end)
    if (found >= 0) return found
  }
  return -1
}

/** Adds to `found` the wanted facts of the pieces, newest first, until it holds `limit`. */
export function allNewest(wanted: Wanted, pieces: Pieces, limit: number, found: number[]): void {
  for (let p = pieces.length - 2; p >= 0 && found.length < limit; p -= 2) {
    const end = pieces.items[p + 1] as number
    const first = pieces.items[p] as number
    if (end < 0) addFromNode(wanted, first, -1 - end, pieces, limit, found)
    else {
      for (let i = end - 1; i >= first && found.length < limit; i--) if (has(wanted, i)) found.push(i)
    }
  }
}

function has({ x }: Wanted, fact: number): boolean {
  return x === null || !Number.isNaN(x[fact])
}

/** Whether no known fact below a node is wanted. */
function hasNone({ counts, parts }: Wanted, at: number): boolean {
  return (parts === null ? counts[at] : parts[at << partBits]) === 0
}

function newestInRun(wanted: Wanted, first: number, end: number): number {
  for (let i = end - 1; i >= first; i--) if (has(wanted, i)) return i
  return -1
}

function oldestInRun(wanted: Wanted, first: number, end: number): number {
  for (let i = first; i < end; i++) if (has(wanted, i)) return i
  return -1
}

function newestInNode(wanted: Wanted, at: number, level: number, pieces: Pieces): number {
  const { tree } = wanted
  if (hasNone(wanted, at)) return -1
  if (level > 0) {
    const left = childOf(tree, at, level)
    const right = newestInNode(wanted, left + 1, level - 1, pieces)
    return right >= 0 ? right : newestInNode(wanted, left, level - 1, pieces)
  }
  let i = ((at + 1) << leafBits) - 1
  while (!has(wanted, i) || !tree.isKnown(i, pieces.known)) i--
  return i
}

function oldestInNode(wanted: Wanted, at: number, level: number, pieces: Pieces): number {
  const { tree } = wanted
  if (hasNone(wanted, at)) return -1
  if (level > 0) {
    const left = childOf(tree, at, level)
    const first = oldestInNode(wanted, left, level - 1, pieces)
    return first >= 0 ? first : oldestInNode(wanted, left + 1, level - 1, pieces)
  }
  let i = at << leafBits
  while (!has(wanted, i) || !tree.isKnown(i, pieces.known)) i++
  return i
}

function addFromNode(
  wanted: Wanted,
  at: number,
  level: number,
  pieces: Pieces,
  limit: number,
  found: number[],
): void {
  const { tree } = wanted
  if (found.length >= limit || hasNone(wanted, at)) return
  if (level > 0) {
    const left = childOf(tree, at, level)
    addFromNode(wanted, left + 1, level - 1, pieces, limit, found)
    addFromNode(wanted, left, level - 1, pieces, limit, found)
    return
  }
  for (let i = ((at + 1) << leafBits) - 1; i >= at << leafBits && found.length < limit; i--) {
    if (has(wanted, i) && tree.isKnown(i, pieces.known)) found.push(i)
  }
}

function childOf(tree: FactTree, at: number, level: number): number {
  return (tree.bases[level - 1] as number) + 2 * (at - (tree.bases[level] as number))
}
