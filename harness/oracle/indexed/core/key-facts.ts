import type { FactTree, Overlay } from './fact-tree.ts'
import type { Lane } from './lane.ts'
import type { Wanted } from './picks.ts'

/** One tree of facts, with the lanes that lie over it. */
export interface Shelf {
  readonly tree: FactTree
  /** By number of the lane; null where it is another admission's. */
  readonly lanes: readonly (Lane | null)[]
  readonly overlays: readonly Overlay[]
  /** All facts, whatever their inputs. */
  readonly facts: Wanted
}

/**
 * The facts of a key that one admission lets in. Facts that are never replaced and those that are stand apart, so that
 * the many of the first kind carry no end.
 */
export class KeyFacts {
  readonly lasting: Shelf
  readonly replaced: Shelf | null

  constructor(lasting: Shelf, replaced: Shelf | null) {
    this.lasting = lasting
    this.replaced = replaced
  }

  /** Some tree stands over the facts, so that it pays to come in order of K. */
  get isDeep(): boolean {
    return this.lasting.tree.levels > 0 || (this.replaced !== null && this.replaced.tree.levels > 0)
  }

  /** Moves to what is known at K. */
  advance(known: number): void {
    this.lasting.tree.advance(known, this.lasting.overlays)
    if (this.replaced !== null) this.replaced.tree.advance(known, this.replaced.overlays)
  }
}

/** Place of a fact among all facts of its key. */
export function orderOf({ tree }: Shelf, fact: number): number {
  const { order } = tree.facts
  return order === null ? fact : (order[fact] as number)
}
