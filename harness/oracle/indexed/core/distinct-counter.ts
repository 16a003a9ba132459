import { sortedBy } from './arrival-order.ts'
import type { FactRows } from './fact-rows.ts'
import type { KeyFacts, Shelf } from './key-facts.ts'

/**
 * Counts the distinct inputs that a window lets in. No partial aggregate of a bounded size tells that, so the counter
 * keeps how often each input stands in the window of the last point, and moves it to the next: as points of one reading
 * come in order of time, and K mostly moves with them, every fact enters and leaves about once.
 */
export class DistinctCounter {
  distinct = 0
  readonly #counts: Int32Array
  readonly #sides: readonly Side[]
  #known = Number.NEGATIVE_INFINITY

  constructor(facts: KeyFacts, lane: number) {
    const codes = new Map<number, number>()
    const shelves = facts.replaced === null ? [facts.lasting] : [facts.lasting, facts.replaced]
    this.#sides = shelves.map(shelf => side(shelf, lane, codes))
    this.#counts = new Int32Array(codes.size)
  }

  /** Moves the window of one side, 0 for lasting facts and 1 for replaced ones, to the facts from `low` to before `high`. */
  slide(sideNumber: number, low: number, high: number): void {
    const at = this.#sides[sideNumber] as Side
    // Empty windows stand anywhere, so that the ends never cross.
    if (high <= low) {
      this.#change(at, at.low, at.high, -1)
      at.low = low
      at.high = low
      return
    }
    if (high <= at.low || low >= at.high) {
      this.#change(at, at.low, at.high, -1)
      this.#change(at, low, high, 1)
    } else {
      this.#change(at, low, at.low, 1)
      this.#change(at, at.low, low, -1)
      this.#change(at, at.high, high, 1)
      this.#change(at, high, at.high, -1)
    }
    at.low = low
    at.high = high
  }

  /** Moves to what is known at K. */
  learn(known: number): void {
    if (known === this.#known) return
    const [less, more] = known > this.#known ? [this.#known, known] : [known, this.#known]
    const sign = known > this.#known ? 1 : -1
    for (const at of this.#sides) this.#reveal(at, less, more, sign)
    this.#known = known
  }

  /** Facts that came, or went, between two K's: come and not yet gone at the later, there and gone at the later. */
  #reveal(at: Side, less: number, more: number, sign: 1 | -1): void {
    const { from, to } = at.facts
    for (let i = upperBound(at.byFrom, from, less); i < at.byFrom.length; i++) {
      const fact = at.byFrom[i] as number
      if ((from[fact] as number) > more) break
      if (to === null || (to[fact] as number) > more) this.#count(at, fact, sign)
    }
    if (to === null || at.byTo === null) return
    for (let i = upperBound(at.byTo, to, less); i < at.byTo.length; i++) {
      const fact = at.byTo[i] as number
      if ((to[fact] as number) > more) break
      if ((from[fact] as number) <= less) this.#count(at, fact, -sign)
    }
  }

  #count(at: Side, fact: number, sign: number): void {
    if (fact >= at.low && fact < at.high) this.#add(at.codes[fact] as number, sign)
  }

  /** Adds or removes the known facts of a range; one that ends before it begins is none. */
  #change({ facts: { from, to }, codes }: Side, start: number, end: number, sign: 1 | -1): void {
    const known = this.#known
    for (let i = start; i < end; i++) {
      if ((from[i] as number) <= known && (to === null || (to[i] as number) > known)) {
        this.#add(codes[i] as number, sign)
      }
    }
  }

  #add(code: number, sign: number): void {
    if (code < 0) return
    const before = this.#counts[code] as number
    this.#counts[code] = before + sign
    if (before === 0) this.distinct++
    else if (before + sign === 0) this.distinct--
  }
}

/** One tree's facts under the counter, and where its window stands. */
interface Side {
  readonly facts: FactRows
  /** By fact: the number of its input, −1 for null. */
  readonly codes: Int32Array
  /** Facts in the order in which they become known, and in which they are replaced. */
  readonly byFrom: Int32Array
  readonly byTo: Int32Array | null
  low: number
  high: number
}

function side({ tree, lanes }: Shelf, lane: number, numbers: Map<number, number>): Side {
  const { facts } = tree
  const x = (lanes[lane] as NonNullable<(typeof lanes)[number]>).x as Float64Array
  const codes = new Int32Array(facts.count)
  for (let i = 0; i < facts.count; i++) {
    const value = x[i] as number
    if (Number.isNaN(value)) codes[i] = -1
    else {
      // A Map takes −0 and 0 as one key, as the semantics do.
      const code = numbers.get(value) ?? numbers.size
      numbers.set(value, code)
      codes[i] = code
    }
  }
  const all = () => Int32Array.from({ length: facts.count }, (_, i) => i)
  const byTo = facts.to === null ? null : sortedBy(all(), facts.to)
  return { facts, codes, byFrom: sortedBy(all(), facts.from), byTo, low: 0, high: 0 }
}

/** How many of the sorted facts have a value of at most `limit`. */
function upperBound(order: Int32Array, values: Float64Array, limit: number): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[order[middle] as number] as number) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
