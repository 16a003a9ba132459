import type { FoldColumns } from './fold-columns.ts'
import { addWide, Folded } from './folded.ts'
import { type KeyFacts, orderOf, type Shelf } from './key-facts.ts'
import type { Lane } from './lane.ts'
import { allNewest, newest, oldest, type Wanted } from './picks.ts'
import { Pieces } from './pieces.ts'
import type { Ask } from './view-cursor.ts'

/** One ask's window over the facts of a key: the place where it is folded, lane by lane. */
export class Cell {
  readonly lasting = new Pieces()
  readonly replaced = new Pieces()
  readonly #folded = new Folded()
  #facts: KeyFacts | null = null

  open(facts: KeyFacts, { known }: Ask): void {
    this.#facts = facts
    this.lasting.known = known
    this.replaced.known = known
  }

  /** Folds the window in a lane, and stores what the columns ask for at place `at`. */
  fold(number: number, columns: FoldColumns, at: number): void {
    const { lasting, replaced } = this.#facts as KeyFacts
    const folded = this.#folded
    columns.facts[at] = this.lasting.size + this.replaced.size
    columns.n[at] = 0
    // What no fact comes to is not read.
    if (columns.facts[at] === 0) return
    folded.clear()
    folded.add(laneOf(lasting, number), this.lasting)
    if (replaced !== null) folded.add(laneOf(replaced, number), this.replaced)
    columns.n[at] = folded.n
    if (columns.sum !== null) columns.sum[at] = folded.sum
    if (columns.size !== null) columns.size[at] = folded.size
    if (columns.spread !== null) columns.spread[at] = folded.spread
    if (columns.least !== null) columns.least[at] = folded.least
    if (columns.greatest !== null) columns.greatest[at] = folded.greatest
    if (columns.last !== null) columns.last[at] = this.#pick(number, newest, inputsOf, 1)
    if (columns.first !== null) columns.first[at] = this.#pick(number, oldest, inputsOf, -1)
    if (columns.latest !== null) columns.latest[at] = this.#pick(number, newest, factsOf, 1)
    if (columns.high !== null && columns.low !== null) this.#sum(number, columns.high, columns.low, at)
  }

  /** τ of the newest fact, null or not; −∞ for none. */
  newestTau(): number {
    const { lasting, replaced } = this.#facts as KeyFacts
    const tau = tauOf(lasting, newest(lasting.facts, this.lasting))
    return replaced === null ? tau : Math.max(tau, tauOf(replaced, newest(replaced.facts, this.replaced)))
  }

  /** The newest n inputs that are not null, newest first. */
  newestInputs(number: number, n: number): number[] {
    const { lasting, replaced } = this.#facts as KeyFacts
    const found = newestIn(lasting, number, this.lasting, n)
    if (replaced !== null) {
      found.push(...newestIn(replaced, number, this.replaced, n))
      found.sort((a, b) => b.order - a.order)
    }
    return found.slice(0, n).map(({ value }) => value)
  }

  /** The exact sum of integers of up to 64 bits. */
  #sum(number: number, high: Float64Array, low: Float64Array, at: number): void {
    const { lasting, replaced } = this.#facts as KeyFacts
    high[at] = 0
    low[at] = 0
    addWide(laneOf(lasting, number), this.lasting, high, low, at)
    if (replaced !== null) addWide(laneOf(replaced, number), this.replaced, high, low, at)
  }

  /** The input of the newest (`sign` 1) or oldest (−1) of the facts that either shelf offers; NaN for none, or null. */
  #pick(
    number: number,
    find: (wanted: Wanted, pieces: Pieces) => number,
    wanted: (shelf: Shelf, lane: number) => Wanted,
    sign: 1 | -1,
  ): number {
    const { lasting, replaced } = this.#facts as KeyFacts
    const a = find(wanted(lasting, number), this.lasting)
    if (replaced === null) return inputOf(lasting, number, a)
    const b = find(wanted(replaced, number), this.replaced)
    const takesA = b < 0 || (a >= 0 && sign * (orderOf(lasting, a) - orderOf(replaced, b)) > 0)
    return takesA ? inputOf(lasting, number, a) : inputOf(replaced, number, b)
  }
}

const inputsOf = (shelf: Shelf, lane: number) => laneOf(shelf, lane).inputs
const factsOf = (shelf: Shelf) => shelf.facts

function laneOf(shelf: Shelf, lane: number): Lane {
  return shelf.lanes[lane] as Lane
}

function inputOf(shelf: Shelf, lane: number, fact: number): number {
  return fact < 0 ? Number.NaN : ((laneOf(shelf, lane).x as Float64Array)[fact] as number)
}

function tauOf({ tree }: Shelf, fact: number): number {
  return fact < 0 ? Number.NEGATIVE_INFINITY : (tree.facts.tau[fact] as number)
}

function newestIn(shelf: Shelf, lane: number, pieces: Pieces, n: number) {
  const facts: number[] = []
  allNewest(laneOf(shelf, lane).inputs, pieces, n, facts)
  return facts.map(fact => ({ order: orderOf(shelf, fact), value: inputOf(shelf, lane, fact) }))
}
