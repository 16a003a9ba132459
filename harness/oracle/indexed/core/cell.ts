import type { AggregateKind } from '../../../../features/definitions.ts'
import type { DistinctCounter } from './distinct-counter.ts'
import { Folded } from './folded.ts'
import type { FeaturePlan } from './index-plan.ts'
import { type KeyFacts, orderOf, type Shelf } from './key-facts.ts'
import type { Lane } from './lane.ts'
import { newestFact, newestInput, newestInputs, oldestInput } from './picks.ts'
import { Pieces } from './pieces.ts'
import { wideSum } from './wide-sums.ts'

const int64Min = -(2n ** 63n)
const int64Max = 2n ** 63n - 1n

/** One point's window over the facts of a key, and what a lane makes of it: the place where a value comes about. */
export class Cell {
  readonly lasting = new Pieces()
  readonly replaced = new Pieces()
  readonly folded = new Folded()
  facts: KeyFacts | null = null
  lane = 0
  counter: DistinctCounter | null = null
  /** The head of the window, µs. */
  head = 0

  /** The results: one of the three, by the feature's carrier. */
  value = 0
  whole = 0n
  list: number[] = []

  /** Facts that the window lets in. */
  get size(): number {
    return this.lasting.size + this.replaced.size
  }

  fold(): void {
    this.folded.clear()
    const { lasting, replaced } = this.facts as KeyFacts
    this.folded.add(laneOf(lasting, this.lane), this.lasting)
    if (replaced !== null) this.folded.add(laneOf(replaced, this.lane), this.replaced)
  }

  /** τ of the newest fact, null or not; −∞ for none. */
  newestTau(): number {
    const { lasting, replaced } = this.facts as KeyFacts
    const a = newestFact(lasting.tree, this.lasting)
    const b = replaced === null ? -1 : newestFact(replaced.tree, this.replaced)
    return Math.max(tauOf(lasting, a), replaced === null ? Number.NEGATIVE_INFINITY : tauOf(replaced, b))
  }

  /** The exact sum of the inputs, which are integers of up to 64 bits. */
  exactSum(): bigint {
    const { lasting, replaced } = this.facts as KeyFacts
    const { wide } = laneOf(lasting, this.lane)
    if (wide === null) return BigInt(this.folded.sum)
    const sum = wideSum(wide, this.lasting, 0n)
    const other = replaced === null ? null : laneOf(replaced, this.lane).wide
    return other === null ? sum : wideSum(other, this.replaced, sum)
  }
}

function tauOf({ tree }: Shelf, fact: number): number {
  return fact < 0 ? Number.NEGATIVE_INFINITY : (tree.facts.tau[fact] as number)
}

function laneOf(shelf: Shelf, lane: number): Lane {
  return shelf.lanes[lane] as Lane
}

/** Makes the value of a feature from a cell that lets a fact in; false where it is null. Semantics § 5. */
type Finish = (cell: Cell, feature: FeaturePlan) => boolean

export const finish: Readonly<Record<AggregateKind, Finish>> = {
  count: cell => {
    const { lasting } = cell.facts as KeyFacts
    cell.value = laneOf(lasting, cell.lane).x === null ? cell.size : cell.folded.n
    return true
  },
  sum: (cell, feature) => {
    const { folded } = cell
    if (feature.carrier === 'int64') {
      cell.whole = folded.n === 0 ? 0n : cell.exactSum()
      return folded.n > 0 && cell.whole >= int64Min && cell.whole <= int64Max
    }
    cell.value = folded.sum
    return folded.n > 0 && folded.size < Number.POSITIVE_INFINITY
  },
  mean: (cell, feature) => {
    const { folded } = cell
    if (folded.n === 0 || !(folded.size < Number.POSITIVE_INFINITY)) return false
    cell.value = (feature.wide ? Number(cell.exactSum()) : folded.sum) / folded.n
    return true
  },
  min: cell => {
    cell.value = cell.folded.least
    return cell.folded.n > 0
  },
  max: cell => {
    cell.value = cell.folded.greatest
    return cell.folded.n > 0
  },
  variance: cell => {
    cell.value = cell.folded.spread / (cell.folded.n - 1)
    return hasVariance(cell.folded)
  },
  stddev: cell => {
    cell.value = Math.sqrt(cell.folded.spread / (cell.folded.n - 1))
    return hasVariance(cell.folded)
  },
  first: cell => pick(cell, oldestInput, -1),
  last: cell => pick(cell, newestInput, 1),
  latest: cell => pick(cell, (lane, pieces) => newestFact(lane.tree, pieces), 1),
  lastN: (cell, { n }) => {
    cell.list = newestOf(cell, n)
    return true
  },
  countDistinct: cell => {
    cell.value = (cell.counter as DistinctCounter).distinct
    return true
  },
}

/** At least two inputs, and n · max(x²) is finite. */
function hasVariance({ n, least, greatest }: Folded): boolean {
  if (n < 2) return false
  const largest = Math.max(Math.abs(least), Math.abs(greatest))
  return Number.isFinite(n * (largest * largest))
}

/** The input of the newest (`sign` 1) or oldest (−1) of the facts that either shelf offers; false where it is null. */
function pick(cell: Cell, find: (lane: Lane, pieces: Pieces) => number, sign: 1 | -1): boolean {
  const { lasting, replaced } = cell.facts as KeyFacts
  const lane = laneOf(lasting, cell.lane)
  const a = find(lane, cell.lasting)
  const b = replaced === null ? -1 : find(laneOf(replaced, cell.lane), cell.replaced)
  if (a < 0 && b < 0) return false
  const takesA = b < 0 || (a >= 0 && sign * (orderOf(lasting, a) - orderOf(replaced as Shelf, b)) > 0)
  const x = takesA ? lane.x : laneOf(replaced as Shelf, cell.lane).x
  cell.value = (x as Float64Array)[takesA ? a : b] as number
  return !Number.isNaN(cell.value)
}

/** The newest n inputs that are not null, newest first. */
function newestOf(cell: Cell, n: number): number[] {
  const { lasting, replaced } = cell.facts as KeyFacts
  const found = newestIn(lasting, cell.lane, cell.lasting, n)
  if (replaced !== null) {
    found.push(...newestIn(replaced, cell.lane, cell.replaced, n))
    found.sort((a, b) => b.order - a.order)
  }
  return found.slice(0, n).map(({ value }) => value)
}

function newestIn(shelf: Shelf, lane: number, pieces: Pieces, n: number) {
  const own = laneOf(shelf, lane)
  const facts: number[] = []
  newestInputs(own, pieces, n, facts)
  return facts.map(fact => ({
    order: orderOf(shelf, fact),
    value: (own.x as Float64Array)[fact] as number,
  }))
}
