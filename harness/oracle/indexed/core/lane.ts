import type { Arena } from './arena.ts'
import { type FactTree, leafBits, leafSize, nodesOf } from './fact-tree.ts'
import type { LanePlan } from './index-plan.ts'
import { buildWideSums, type WideSums } from './wide-sums.ts'

/** An input over a key's facts, and by node of their tree the partial aggregates that its features need. */
export interface Lane {
  readonly plan: LanePlan
  readonly tree: FactTree
  /** By fact, NaN where it is null; null for a lane that only counts facts. */
  readonly x: Float64Array | null
  readonly hasNulls: boolean
  /** By node, inputs that are not null; only where some input is. */
  readonly n: Float64Array | null
  /** By node: Σx. */
  readonly sum: Float64Array | null
  /** By node: Σ|x|. */
  readonly size: Float64Array | null
  /** By node: Σ(x − mean)². */
  readonly spread: Float64Array | null
  readonly least: Float64Array | null
  readonly greatest: Float64Array | null
  readonly wide: WideSums | null
}

/** The input of a lane by fact: `high` alone, or the integers high × 2⁴⁰ + low. */
export interface LaneInput {
  readonly high: Float64Array | null
  readonly low: Float64Array | null
}

/** 2⁴⁰: with a signed 64-bit integer cut there, either part can be added up a billion times without loss. */
export const wideUnit = 2 ** 40

export function buildLane(plan: LanePlan, tree: FactTree, input: LaneInput, arena: Arena): Lane {
  const { high, low } = input
  const x = high === null || low === null ? high : roundWide(high, low, tree.facts.count, arena)
  const hasNulls = x !== null && hasNull(x, tree.facts.count)
  const nodes = x === null ? 0 : tree.nodes
  const part = (wanted: boolean) => (wanted && nodes > 0 ? arena.floats(nodes) : null)
  const lane: Lane = {
    plan,
    tree,
    x,
    hasNulls,
    n: part(hasNulls),
    sum: part(plan.sums || plan.moments),
    size: part(plan.sums),
    spread: part(plan.moments),
    least: part(plan.extremes),
    greatest: part(plan.extremes),
    wide: high === null || low === null || !plan.sums ? null : buildWideSums(high, low, tree, arena),
  }
  if (nodes > 0 && x !== null) {
    fillLeaves(lane, x)
    for (let level = 1; level < tree.levels; level++) fillLevel(lane, level)
  }
  return lane
}

function roundWide(high: Float64Array, low: Float64Array, count: number, arena: Arena): Float64Array {
  const x = arena.floats(count)
  for (let i = 0; i < count; i++) x[i] = (high[i] as number) * wideUnit + (low[i] as number)
  return x
}

/** Only null is not equal to itself. */
function hasNull(x: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const value = x[i] as number
    if (Number.isNaN(value)) return true
  }
  return false
}

function fillLeaves(lane: Lane, x: Float64Array): void {
  const leaves = nodesOf(lane.tree, 0)
  for (let leaf = 0; leaf < leaves; leaf++) fillLeaf(lane, x, leaf)
}

function fillLeaf(lane: Lane, x: Float64Array, leaf: number): void {
  const start = leaf << leafBits
  const end = start + leafSize
  let n = 0
  let sum = 0
  let size = 0
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = start; i < end; i++) {
    const value = x[i] as number
    if (Number.isNaN(value)) continue
    n++
    sum += value
    size += Math.abs(value)
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  if (lane.n !== null) lane.n[leaf] = n
  if (lane.sum !== null) lane.sum[leaf] = sum
  if (lane.size !== null) lane.size[leaf] = size
  if (lane.least !== null) lane.least[leaf] = least
  if (lane.greatest !== null) lane.greatest[leaf] = greatest
  if (lane.spread !== null) lane.spread[leaf] = spreadOf(x, start, end, sum / n)
}

/** Σ(x − mean)² of the inputs that are not null. */
export function spreadOf(x: Float64Array, start: number, end: number, mean: number): number {
  let spread = 0
  for (let i = start; i < end; i++) {
    const distance = (x[i] as number) - mean
    if (!Number.isNaN(distance)) spread += distance * distance
  }
  return spread
}

function fillLevel(lane: Lane, level: number): void {
  const { tree, n, sum, size, spread, least, greatest } = lane
  const below = tree.bases[level - 1] as number
  const base = tree.bases[level] as number
  const count = nodesOf(tree, level)
  for (let node = 0; node < count; node++) {
    const left = below + 2 * node
    const right = left + 1
    const at = base + node
    if (spread !== null) spread[at] = mergedSpread(lane, level - 1, left, right)
    if (n !== null) n[at] = (n[left] as number) + (n[right] as number)
    if (sum !== null) sum[at] = (sum[left] as number) + (sum[right] as number)
    if (size !== null) size[at] = (size[left] as number) + (size[right] as number)
    if (least !== null) least[at] = Math.min(least[left] as number, least[right] as number)
    if (greatest !== null) greatest[at] = Math.max(greatest[left] as number, greatest[right] as number)
  }
}

/** Chan's merge: stable whatever the inputs, and without overflow wherever n · max(x²) is finite. */
function mergedSpread({ n, sum, spread }: Lane, level: number, left: number, right: number): number {
  const sums = sum as Float64Array
  const spreads = spread as Float64Array
  const na = n === null ? leafSize << level : (n[left] as number)
  const nb = n === null ? leafSize << level : (n[right] as number)
  if (na === 0) return spreads[right] as number
  if (nb === 0) return spreads[left] as number
  const distance = (sums[right] as number) / nb - (sums[left] as number) / na
  const between = distance * ((na * nb) / (na + nb)) * distance
  return (spreads[left] as number) + (spreads[right] as number) + between
}
