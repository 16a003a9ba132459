import type { Arena } from './arena.ts'
import { type FactTree, leafBits, leafSize, type Overlay } from './fact-tree.ts'
import type { LanePlan } from './index-plan.ts'
import type { Wanted } from './picks.ts'

/** The input of a lane by fact, NaN where it is null: `high` alone, or the integers high × 2⁴⁰ + low. */
export interface LaneInput {
  readonly high: Float64Array | null
  readonly low: Float64Array | null
}

/**
 * Where the parts of a node stand among the eight that it has, side by side so that one access to memory finds them:
 * inputs that are known and not null, Σx, Σ|x|, Σ(x − mean)², least, greatest, and the exact Σx of integers in two parts.
 */
export const part = { n: 0, sum: 1, size: 2, spread: 3, least: 4, greatest: 5, high: 6, low: 7 } as const
export const partBits = 3

/** Cut there, either part of a signed 64-bit integer can be added up a billion times without loss. */
export const wideUnit = 2 ** 40

/** An input over a key's facts, and by node of their tree the partial aggregates of what is known. */
export class Lane implements Overlay {
  readonly plan: LanePlan
  readonly tree: FactTree
  /** By fact, NaN where it is null; null for a lane that only counts facts. */
  readonly x: Float64Array | null
  /** By fact, where the input is an integer of up to 64 bits. */
  readonly high: Float64Array | null
  readonly low: Float64Array | null
  readonly hasNulls: boolean
  /** By node, its eight parts. */
  readonly parts: Float64Array
  /** The facts whose input is not null. */
  readonly inputs: Wanted

  constructor(plan: LanePlan, tree: FactTree, { high, low }: LaneInput, arena: Arena) {
    const { count } = tree.facts
    const isWide = high !== null && low !== null
    this.plan = plan
    this.tree = tree
    this.x = isWide ? roundWide(high, low, count, arena) : high
    this.high = isWide ? high : null
    this.low = low
    this.hasNulls = this.x !== null && hasNull(this.x, count)
    this.parts = arena.floats(this.x === null ? 0 : tree.nodes << partBits)
    this.inputs = {
      tree,
      x: this.hasNulls ? this.x : null,
      counts: tree.counts,
      parts: this.hasNulls ? this.parts : null,
    }
  }

  refreshLeaf(leaf: number, known: number): void {
    const { x, tree, parts } = this
    if (x === null) return
    const start = leaf << leafBits
    let n = 0
    let sum = 0
    let size = 0
    let least = Number.POSITIVE_INFINITY
    let greatest = Number.NEGATIVE_INFINITY
    for (let i = start; i < start + leafSize; i++) {
      const value = x[i] as number
      if (Number.isNaN(value) || !tree.isKnown(i, known)) continue
      n++
      sum += value
      size += Math.abs(value)
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    const at = leaf << partBits
    parts[at + part.n] = n
    parts[at + part.sum] = sum
    parts[at + part.size] = size
    parts[at + part.least] = least
    parts[at + part.greatest] = greatest
    parts[at + part.spread] = this.plan.moments ? this.#spreadOf(start, known, sum / n) : 0
    if (this.high !== null && this.low !== null) this.#addWide(this.high, this.low, leaf, known)
  }

  #spreadOf(start: number, known: number, mean: number): number {
    const x = this.x as Float64Array
    let spread = 0
    for (let i = start; i < start + leafSize; i++) {
      const distance = (x[i] as number) - mean
      if (!Number.isNaN(distance) && this.tree.isKnown(i, known)) spread += distance * distance
    }
    return spread
  }

  #addWide(highs: Float64Array, lows: Float64Array, leaf: number, known: number): void {
    let [high, low] = [0, 0]
    const start = leaf << leafBits
    for (let i = start; i < start + leafSize; i++) {
      if (Number.isNaN(highs[i]) || !this.tree.isKnown(i, known)) continue
      high += highs[i] as number
      low += lows[i] as number
    }
    this.#storeWide(leaf << partBits, high, low)
  }

  /** Carries, so that the low part stays below 2⁴⁰ however many facts there are. */
  #storeWide(at: number, high: number, low: number): void {
    const carry = Math.floor(low / wideUnit)
    this.parts[at + part.high] = high + carry
    this.parts[at + part.low] = low - carry * wideUnit
  }

  refreshNode(node: number, leftNode: number): void {
    const { parts } = this
    if (this.x === null) return
    const at = node << partBits
    const left = leftNode << partBits
    const right = left + (1 << partBits)
    const na = parts[left] as number
    const nb = parts[right] as number
    const sa = parts[left + part.sum] as number
    const sb = parts[right + part.sum] as number
    parts[at] = na + nb
    parts[at + part.sum] = sa + sb
    parts[at + part.size] = (parts[left + part.size] as number) + (parts[right + part.size] as number)
    parts[at + part.least] = Math.min(parts[left + part.least] as number, parts[right + part.least] as number)
    parts[at + part.greatest] = Math.max(
      parts[left + part.greatest] as number,
      parts[right + part.greatest] as number,
    )
    const apart = na === 0 || nb === 0 ? 0 : between(na, sa, nb, sb)
    parts[at + part.spread] = spreadAt(parts, left, na) + spreadAt(parts, right, nb) + apart
    if (this.high === null) return
    const high = (parts[left + part.high] as number) + (parts[right + part.high] as number)
    this.#storeWide(at, high, (parts[left + part.low] as number) + (parts[right + part.low] as number))
  }
}

function spreadAt(parts: Float64Array, at: number, n: number): number {
  return n === 0 ? 0 : (parts[at + part.spread] as number)
}

/**
 * What two groups of n inputs each add to the spread of both together, by their sums: Chan's merge, stable whatever the
 * inputs, and without overflow wherever n · max(x²) is finite.
 */
export function between(na: number, sa: number, nb: number, sb: number): number {
  const distance = sb / nb - sa / na
  return distance * ((na * nb) / (na + nb)) * distance
}

function roundWide(high: Float64Array, low: Float64Array, count: number, arena: Arena): Float64Array {
  const x = arena.floats(count)
  for (let i = 0; i < count; i++) x[i] = (high[i] as number) * wideUnit + (low[i] as number)
  return x
}

function hasNull(x: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (Number.isNaN(x[i])) return true
  return false
}
