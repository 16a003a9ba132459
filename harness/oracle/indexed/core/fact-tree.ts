import type { Arena } from './arena.ts'
import type { FactRows } from './fact-rows.ts'

/** Facts of a leaf, as a power of two. */
export const leafBits = 4
export const leafSize = 1 << leafBits

/** Below so many facts of a key, going through them is faster than a tree. */
const treeFrom = 96

/**
 * A binary tree over the facts of a key: node n of level l stands for the facts from n · 2^(4 + l) on, 2^(4 + l) of
 * them. Only full nodes exist. A node guards its facts: where all of them are known at K, or none is, nobody needs to
 * look at them one by one.
 */
export interface FactTree {
  readonly facts: FactRows
  readonly levels: number
  /** By level: where its nodes begin among all nodes. */
  readonly bases: readonly number[]
  readonly nodes: number
  /** By node: when its first and its last fact becomes known. */
  readonly earliest: Float64Array
  readonly latest: Float64Array
  /** By node: when its first and its last fact is replaced; null where none ever is. */
  readonly firstGone: Float64Array | null
  readonly lastGone: Float64Array | null
}

const none = new Float64Array(0)

export function factTree(facts: FactRows, arena: Arena): FactTree {
  const bases: number[] = []
  let nodes = 0
  if (facts.count >= treeFrom) {
    for (let full = facts.count >> leafBits; full > 0; full >>= 1) {
      bases.push(nodes)
      nodes += full
    }
  }
  const shape = { facts, levels: bases.length, bases, nodes }
  if (nodes === 0) return { ...shape, earliest: none, latest: none, firstGone: null, lastGone: null }
  const { from, to } = facts
  return {
    ...shape,
    earliest: guard(shape, from, true, arena),
    latest: guard(shape, from, false, arena),
    firstGone: to === null ? null : guard(shape, to, true, arena),
    lastGone: to === null ? null : guard(shape, to, false, arena),
  }
}

/** How many nodes a level has. */
export function nodesOf({ facts }: Pick<FactTree, 'facts'>, level: number): number {
  return facts.count >> (leafBits + level)
}

/** The least or the greatest of the values below each node. */
function guard(
  tree: Pick<FactTree, 'facts' | 'levels' | 'bases' | 'nodes'>,
  values: Float64Array,
  least: boolean,
  arena: Arena,
): Float64Array {
  const found = arena.floats(tree.nodes)
  const leaves = nodesOf(tree, 0)
  for (let leaf = 0; leaf < leaves; leaf++) {
    const end = (leaf + 1) << leafBits
    let best = values[leaf << leafBits] as number
    for (let i = (leaf << leafBits) + 1; i < end; i++) {
      const value = values[i] as number
      if (least ? value < best : value > best) best = value
    }
    found[leaf] = best
  }
  for (let level = 1; level < tree.levels; level++) {
    const below = tree.bases[level - 1] as number
    const base = tree.bases[level] as number
    const count = nodesOf(tree, level)
    for (let node = 0; node < count; node++) {
      const left = found[below + 2 * node] as number
      const right = found[below + 2 * node + 1] as number
      found[base + node] = least ? Math.min(left, right) : Math.max(left, right)
    }
  }
  return found
}
