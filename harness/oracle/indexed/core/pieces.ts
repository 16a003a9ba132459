import { type FactTree, leafBits, leafSize } from './fact-tree.ts'

/** A range of facts up to this long is gone through without the tree. */
const scanned = 2 * leafSize

/**
 * The known facts of a window in as few pieces as hold them, oldest first: runs of facts, and nodes of the tree, whose
 * facts count as far as they are known.
 */
export class Pieces {
  /** Pairs: the first fact of a run and the one after its last, or a node and −1 − its level. */
  items = new Int32Array(256)
  /** Numbers in use, two a piece. */
  length = 0
  /** Known facts in all pieces. */
  size = 0
  /** The K that facts are known at. */
  known = 0.5
  readonly #right = new Int32Array(64)

  clear(): void {
    this.length = 0
    this.size = 0
  }

  /** Takes the facts from `low` to before `high` that are known at `known`, to which the tree has been advanced. */
  collect(tree: FactTree, low: number, high: number): void {
    this.clear()
    if (high - low <= scanned || tree.levels === 0) {
      this.#scan(tree, low, high)
      return
    }
    let first = (low + leafSize - 1) >> leafBits
    let end = high >> leafBits
    const afterNodes = end << leafBits
    this.#scan(tree, low, first << leafBits)
    let right = 0
    for (let level = 0; first < end; level++) {
      if ((first & 1) === 1) this.#take(tree, level, first++)
      if ((end & 1) === 1) {
        this.#right[right++] = level
        this.#right[right++] = --end
      }
      first >>= 1
      end >>= 1
    }
    while (right > 0) {
      const node = this.#right[--right] as number
      this.#take(tree, this.#right[--right] as number, node)
    }
    this.#scan(tree, afterNodes, high)
  }

  #take(tree: FactTree, level: number, node: number): void {
    const at = (tree.bases[level] as number) + node
    const count = tree.counts[at] as number
    if (count === 0) return
    this.#add(at, -1 - level)
    this.size += count
  }

  /** Takes the runs of facts that are known. */
  #scan({ facts: { from, to } }: FactTree, low: number, high: number): void {
    const { known } = this
    for (let i = low; i < high; i++) {
      if ((from[i] as number) > known || (to !== null && (to[i] as number) <= known)) continue
      const start = i
      for (i++; i < high; i++) {
        if ((from[i] as number) > known || (to !== null && (to[i] as number) <= known)) break
      }
      this.#add(start, i)
      this.size += i - start
    }
  }

  #add(first: number, end: number): void {
    if (this.length === this.items.length) {
      const grown = new Int32Array(2 * this.length)
      grown.set(this.items)
      this.items = grown
    }
    this.items[this.length++] = first
    this.items[this.length++] = end
  }
}
