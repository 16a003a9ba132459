import type { FactTree } from './fact-tree.ts'
import type { Lane } from './lane.ts'

/** One tree of facts, with the lanes that lie over it. */
export interface Shelf {
  readonly tree: FactTree
  /** By number of the lane; null where it is another admission's. */
  readonly lanes: readonly (Lane | null)[]
}

/**
 * The facts of a key that one admission lets in. Facts that are never replaced and those that are stand apart: of the
 * latter most are gone at any one K, and their guards say so for whole nodes.
 */
export interface KeyFacts {
  readonly lasting: Shelf
  readonly replaced: Shelf | null
}

/** Place of a fact among all facts of its key. */
export function orderOf({ tree }: Shelf, fact: number): number {
  const { order } = tree.facts
  return order === null ? fact : (order[fact] as number)
}
