import { type FactTree, leafBits, leafSize } from './fact-tree.ts'

/** A range of facts up to this long is gone through without the tree. */
const scanned = 2 * leafSize

/**
 * The facts that a window lets in, as few pieces of a key's facts as hold them, oldest first: runs of facts, and whole
 * nodes of its tree.
 */
export class Pieces {
  /** Pairs: the first fact of a run and the one after its last, or a node and −1 − its level. */
  items = new Int32Array(256)
  /** Numbers in use, two a piece. */
  length = 0
  /** Facts in all pieces. */
  size = 0
  #right = new Int32Array(64)

  clear(): void {
    this.length = 0
    this.size = 0
  }

  /** Takes the facts from `low` to before `high` that are known at `known`. */
  collect(tree: FactTree, low: number, high: number, known: number): void {
    this.clear()
    if (high - low > 0) this.#reserve(high - low)
    if (high - low <= scanned || tree.levels === 0) {
      this.#scan(tree, low, high, known)
      return
    }
    let first = (low + leafSize - 1) >> leafBits
    let end = high >> leafBits
    const afterNodes = end << leafBits
    this.#scan(tree, low, first << leafBits, known)
    let right = 0
    for (let level = 0; first < end; level++) {
      if ((first & 1) === 1) this.#visit(tree, level, first++, known)
      if ((end & 1) === 1) {
        this.#right[right++] = level
        this.#right[right++] = --end
      }
      first >>= 1
      end >>= 1
    }
    while (right > 0) {
      const node = this.#right[--right] as number
      this.#visit(tree, this.#right[--right] as number, node, known)
    }
    this.#scan(tree, afterNodes, high, known)
  }

  /** Takes a node whole, or leaves it, where its guard allows; else looks at what is below it. */
  #visit(tree: FactTree, level: number, node: number, known: number): void {
    const at = (tree.bases[level] as number) + node
    if ((tree.earliest[at] as number) > known) return
    if (tree.lastGone !== null && (tree.lastGone[at] as number) <= known) return
    const allCame = (tree.latest[at] as number) <= known
    if (allCame && (tree.firstGone === null || (tree.firstGone[at] as number) > known)) {
      this.items[this.length++] = at
      this.items[this.length++] = -1 - level
      this.size += leafSize << level
    } else if (level === 0) {
      this.#scan(tree, node << leafBits, (node + 1) << leafBits, known)
    } else {
      this.#visit(tree, level - 1, 2 * node, known)
      this.#visit(tree, level - 1, 2 * node + 1, known)
    }
  }

  /** Takes the runs of facts that are known. */
  #scan({ facts }: FactTree, low: number, high: number, known: number): void {
    const { from, to } = facts
    for (let i = low; i < high; i++) {
      if ((from[i] as number) > known || (to !== null && (to[i] as number) <= known)) continue
      const start = i
      for (i++; i < high; i++) {
        if ((from[i] as number) > known || (to !== null && (to[i] as number) <= known)) break
      }
      this.#run(start, i)
    }
  }

  /** A run that goes on where the last one ended becomes part of it. */
  #run(start: number, end: number): void {
    this.size += end - start
    if (this.length > 0 && this.items[this.length - 1] === start) {
      this.items[this.length - 1] = end
      return
    }
    this.items[this.length++] = start
    this.items[this.length++] = end
  }

  /** No two runs touch, so there are at most half as many pieces as facts. */
  #reserve(facts: number): void {
    if (this.items.length < facts + 2) this.items = new Int32Array(2 * facts + 2)
  }
}
