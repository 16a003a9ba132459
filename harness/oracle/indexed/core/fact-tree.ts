import type { Arena } from './arena.ts'
import { type ArrivalOrder, arrivalOrders } from './arrival-order.ts'
import type { FactRows } from './fact-rows.ts'

/** Facts of a leaf, as a power of two. */
export const leafBits = 4
export const leafSize = 1 << leafBits

/** Below so many facts of a key, going through them is faster than a tree. */
const treeFrom = 256

/** What lies over a tree: told of every node whose known facts change, leaves first. */
export interface Overlay {
  refreshLeaf(leaf: number, known: number): void
  /** A node of two children, which stand side by side. */
  refreshNode(node: number, left: number): void
}

/**
 * A binary tree over the facts of a key: node n of level l stands for the facts from n · 2^(4 + l) on, 2^(4 + l) of
 * them, as far as they are known at K. Only full nodes exist. K is moved by `advance`: from one K to a later one only
 * the nodes above facts that came or went meanwhile are made anew, so that points in order of K cost log n each,
 * however many facts are in flight.
 */
export class FactTree {
  readonly facts: FactRows
  readonly levels: number
  /** By level: where its nodes begin among all nodes. */
  readonly bases: readonly number[]
  readonly nodes: number
  /** By node: known facts. */
  readonly counts: Int32Array
  readonly #arena: Arena
  readonly #stamps: Int32Array
  #orders: readonly ArrivalOrder[] | null = null
  #known = Number.NaN
  #stamp = 0
  #dirty: Int32Array

  constructor(facts: FactRows, arena: Arena) {
    const bases: number[] = []
    let nodes = 0
    if (facts.count >= treeFrom) {
      for (let full = facts.count >> leafBits; full > 0; full >>= 1) {
        bases.push(nodes)
        nodes += full
      }
    }
    this.#arena = arena
    this.facts = facts
    this.levels = bases.length
    this.bases = bases
    this.nodes = nodes
    this.counts = arena.ints(nodes)
    this.#stamps = nodes === 0 ? this.counts : arena.ints(nodes).fill(0)
    this.#dirty = nodes === 0 ? this.counts : arena.ints(facts.count >> leafBits)
  }

  /** How many nodes a level has. */
  nodesOf(level: number): number {
    return this.facts.count >> (leafBits + level)
  }

  /** Whether fact `i` is known at K. */
  isKnown(i: number, known: number): boolean {
    const { from, to } = this.facts
    return (from[i] as number) <= known && (to === null || (to[i] as number) > known)
  }

  /** Moves the tree, and what lies over it, to what is known at K. */
  advance(known: number, overlays: readonly Overlay[]): void {
    if (this.levels === 0 || known === this.#known) return
    if (known > this.#known) this.#refreshChanged(known, overlays)
    else this.#refreshAll(known, overlays)
    this.#known = known
  }

  /** The first K, and one before the last: everything is made anew. */
  #refreshAll(known: number, overlays: readonly Overlay[]): void {
    this.#orders ??= arrivalOrders(this.facts, this.#arena)
    for (const order of this.#orders) order.restart(known)
    const leaves = this.nodesOf(0)
    for (let leaf = 0; leaf < leaves; leaf++) this.#refreshLeaf(leaf, known, overlays)
    for (let level = 1; level < this.levels; level++) {
      const count = this.nodesOf(level)
      for (let node = 0; node < count; node++) this.#refreshNode(level, node, overlays)
    }
  }

  #refreshChanged(known: number, overlays: readonly Overlay[]): void {
    const leaves = this.nodesOf(0)
    const dirty = this.#dirty
    const stamp = ++this.#stamp
    let count = 0
    for (const order of this.#orders as readonly ArrivalOrder[]) {
      for (let fact = order.next(known); fact >= 0; fact = order.next(known)) {
        const leaf = fact >> leafBits
        if (leaf >= leaves || this.#stamps[leaf] === stamp) continue
        this.#stamps[leaf] = stamp
        dirty[count++] = leaf
      }
    }
    for (let i = 0; i < count; i++) this.#refreshLeaf(dirty[i] as number, known, overlays)
    for (let level = 1; level < this.levels && count > 0; level++) {
      count = this.#refreshParents(level, count, stamp, overlays)
    }
  }

  /** Makes the parents of the dirty nodes anew, and lists them in their place. */
  #refreshParents(level: number, count: number, stamp: number, overlays: readonly Overlay[]): number {
    const base = this.bases[level] as number
    const nodes = this.nodesOf(level)
    let parents = 0
    for (let i = 0; i < count; i++) {
      const node = (this.#dirty[i] as number) >> 1
      if (node >= nodes || this.#stamps[base + node] === stamp) continue
      this.#stamps[base + node] = stamp
      this.#refreshNode(level, node, overlays)
      this.#dirty[parents++] = node
    }
    return parents
  }

  #refreshLeaf(leaf: number, known: number, overlays: readonly Overlay[]): void {
    const end = (leaf + 1) << leafBits
    let count = 0
    for (let i = leaf << leafBits; i < end; i++) if (this.isKnown(i, known)) count++
    this.counts[leaf] = count
    for (let o = 0; o < overlays.length; o++) (overlays[o] as Overlay).refreshLeaf(leaf, known)
  }

  #refreshNode(level: number, node: number, overlays: readonly Overlay[]): void {
    const left = (this.bases[level - 1] as number) + 2 * node
    const at = (this.bases[level] as number) + node
    this.counts[at] = (this.counts[left] as number) + (this.counts[left + 1] as number)
    for (let o = 0; o < overlays.length; o++) (overlays[o] as Overlay).refreshNode(at, left)
  }
}
