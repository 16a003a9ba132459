import type { Arena } from './arena.ts'
import { type FactTree, leafBits, leafSize, nodesOf } from './fact-tree.ts'
import type { Pieces } from './pieces.ts'

/** Exact sums of 64-bit integers, each high × 2⁴⁰ + low with 0 ≤ low < 2⁴⁰. */
export interface WideSums {
  /** By fact; NaN where it is null. */
  readonly high: Float64Array
  readonly low: Float64Array
  /** By node: the sum of what lies below it. */
  readonly highs: Float64Array
  readonly lows: Float64Array
}

const unit = 2 ** 40
const unitBig = 1n << 40n

export function buildWideSums(high: Float64Array, low: Float64Array, tree: FactTree, arena: Arena): WideSums {
  const sums = { high, low, highs: arena.floats(tree.nodes), lows: arena.floats(tree.nodes) }
  for (let leaf = 0; leaf < (tree.nodes === 0 ? 0 : nodesOf(tree, 0)); leaf++) {
    let [h, l] = [0, 0]
    for (let i = leaf << leafBits; i < (leaf << leafBits) + leafSize; i++) {
      const value = high[i] as number
      if (Number.isNaN(value)) continue
      h += value
      l += low[i] as number
    }
    store(sums, leaf, h, l)
  }
  for (let level = 1; level < tree.levels; level++) {
    const below = tree.bases[level - 1] as number
    const base = tree.bases[level] as number
    for (let node = 0; node < nodesOf(tree, level); node++) {
      const left = below + 2 * node
      const h = (sums.highs[left] as number) + (sums.highs[left + 1] as number)
      store(sums, base + node, h, (sums.lows[left] as number) + (sums.lows[left + 1] as number))
    }
  }
  return sums
}

/** Carries, so that the low part stays below 2⁴⁰ however many facts there are. */
function store({ highs, lows }: WideSums, at: number, high: number, low: number): void {
  const carry = Math.floor(low / unit)
  highs[at] = high + carry
  lows[at] = low - carry * unit
}

/** The exact sum over the pieces of a window, added to `start`. */
export function wideSum({ high, low, highs, lows }: WideSums, pieces: Pieces, start: bigint): bigint {
  let [h, l] = [0, 0]
  for (let p = 0; p < pieces.length; p += 2) {
    const first = pieces.items[p] as number
    const end = pieces.items[p + 1] as number
    if (end < 0) {
      h += highs[first] as number
      l += lows[first] as number
    }
    for (let i = first; i < end; i++) {
      const value = high[i] as number
      if (Number.isNaN(value)) continue
      h += value
      l += low[i] as number
    }
    // Below 2⁵³ with room for the longest run between two carries: 8,192 facts.
    if (l >= 2 ** 52) {
      const carry = Math.floor(l / unit)
      h += carry
      l -= carry * unit
    }
  }
  return start + BigInt(h) * unitBig + BigInt(l)
}
