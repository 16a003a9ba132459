import { type AnswerBlock, addList, inReach, keyless, outOfReach } from './answer-block.ts'
import { bound, floorTo } from './bounds.ts'
import type { Cell } from './cell.ts'
import { DistinctCounter } from './distinct-counter.ts'
import { copyFold, type FoldColumns } from './fold-columns.ts'
import type { FeaturePlan, FoldPlan, IndexPlan, ViewPlan } from './index-plan.ts'
import type { KeyFacts, Shelf } from './key-facts.ts'

/** One question to the features of a view. */
export interface Ask {
  /** T or R, µs. */
  head: number
  /** K, µs, or a place in the log. */
  known: number
  reading: number
  /** Where in the block its answers stand. */
  at: number
  /** The key has a null part. */
  keyless: boolean
}

/** The window of a view as it moves over the facts of a key from ask to ask; near asks cost little. */
export class ViewCursor {
  readonly view: ViewPlan
  readonly #plan: IndexPlan
  /** All that an ask comes to is made of the facts in its window, whatever its T. */
  readonly #isPlain: boolean
  #facts: KeyFacts | null = null
  /** The end of the window that is looked for, µs; a field, since passing doubles around costs memory. */
  #end = 0.5
  #low = 0
  #high = 0
  #replacedLow = 0
  #replacedHigh = 0
  /** The last ask: its window, whether it knew every fact in it, and where it stands. */
  #lastWhole = false
  #lastLow = 0
  #lastHigh = 0
  #lastKnown = 0.5
  #lastAt = 0
  /** By fold and reading, where a feature counts distinct inputs. */
  readonly #counters = new Map<number, DistinctCounter>()

  constructor(plan: IndexPlan, view: ViewPlan) {
    this.view = view
    this.#plan = plan
    const isPlain = view.folds.every(
      ({ ages, lists, kinds }) => !ages && !lists && !kinds.includes('countDistinct'),
    )
    this.#isPlain = isPlain && (plan.completeFrom === null || view.length !== null)
  }

  /** Goes over to the facts of another key. */
  open(facts: KeyFacts): void {
    this.#facts = facts
    this.#low = 0
    this.#high = 0
    this.#replacedLow = 0
    this.#replacedHigh = 0
    this.#lastWhole = false
    if (this.#counters.size > 0) this.#counters.clear()
  }

  /** Folds the window in every lane of the view. The facts must have been advanced to what the ask knows. */
  fold(ask: Ask, cell: Cell, folds: readonly FoldColumns[], block: AnswerBlock): void {
    const { lasting, replaced } = this.#facts as KeyFacts
    this.#end = tailOf(this.view, ask.head)
    this.#low = this.#bound(lasting, this.#low)
    if (replaced !== null) this.#replacedLow = this.#bound(replaced, this.#replacedLow)
    if (block.reaches !== null && this.view.length !== null) this.#reach(ask, this.#end, block.reaches)
    this.#end = ask.head
    this.#high = this.#bound(lasting, this.#high)
    if (replaced !== null) this.#replacedHigh = this.#bound(replaced, this.#replacedHigh)
    if (this.#isSame(ask)) this.#copy(ask, folds)
    else this.#collect(ask, cell, folds, block)
    this.#lastLow = this.#low
    this.#lastHigh = this.#high
    this.#lastKnown = ask.known
    this.#lastAt = ask.at
  }

  /**
   * Whether the ask has the very facts of the last one in its window: that one knew all there are between its ends, and
   * this one knows no less. Most asks about one T have, whatever their K.
   */
  #isSame(ask: Ask): boolean {
    return (
      this.#lastWhole &&
      this.#low === this.#lastLow &&
      this.#high === this.#lastHigh &&
      ask.known >= this.#lastKnown
    )
  }

  #copy(ask: Ask, folds: readonly FoldColumns[]): void {
    const { view } = this
    for (let f = 0; f < view.folds.length; f++) {
      copyFold(folds[(view.folds[f] as FoldPlan).number] as FoldColumns, this.#lastAt, ask.at)
    }
  }

  #collect(ask: Ask, cell: Cell, folds: readonly FoldColumns[], block: AnswerBlock): void {
    const { view } = this
    const facts = this.#facts as KeyFacts
    cell.open(facts, ask)
    cell.lasting.collect(facts.lasting.tree, this.#low, this.#high)
    if (facts.replaced === null) cell.replaced.clear()
    else cell.replaced.collect(facts.replaced.tree, this.#replacedLow, this.#replacedHigh)
    if (block.reaches !== null && view.length === null) this.#reach(ask, cell.newestTau(), block.reaches)
    this.#lastWhole = this.#isPlain && facts.replaced === null && cell.lasting.size === this.#high - this.#low
    for (let f = 0; f < view.folds.length; f++) {
      const fold = view.folds[f] as FoldPlan
      const columns = folds[fold.number] as FoldColumns
      cell.fold(fold.lane, columns, ask.at)
      if (columns.age !== null) columns.age[ask.at] = ask.head - cell.newestTau()
      if (columns.distinct !== null) columns.distinct[ask.at] = this.#countDistinct(fold, ask)
      if (fold.lists) addLists(this.#plan, fold, cell, block, ask.at)
    }
  }

  /** How many facts lie before the end of the window that `#end` holds. */
  #bound({ tree }: Shelf, hint: number): number {
    return bound(tree.facts.tau, tree.facts.count, this.#end, this.view.right, hint)
  }

  /** Whether the log reaches back to the tail, or for an unbounded window to its newest fact; semantics § 7. */
  #reach(ask: Ask, oldest: number, reaches: readonly Uint8Array[]): void {
    const { completeFrom } = this.#plan
    const reach = completeFrom === null || oldest >= completeFrom ? inReach : outOfReach
    ;(reaches[this.view.number] as Uint8Array)[ask.at] = ask.keyless ? keyless : reach
  }

  /** Moves the counter of a fold to the window and the K of the ask. */
  #countDistinct(fold: FoldPlan, ask: Ask): number {
    const facts = this.#facts as KeyFacts
    const number = fold.number * this.#plan.trained.length + ask.reading
    const counter = this.#counters.get(number) ?? new DistinctCounter(facts, fold.lane)
    this.#counters.set(number, counter)
    counter.slide(0, this.#low, this.#high)
    if (facts.replaced !== null) counter.slide(1, this.#replacedLow, this.#replacedHigh)
    counter.learn(ask.known)
    return counter.distinct
  }
}

/** T − w, rounded down to the slide's grid; −∞ for an unbounded window, and where nothing was refreshed. */
function tailOf({ length, slide }: ViewPlan, head: number): number {
  if (length === null || head === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY
  return slide === null ? head - length : floorTo(head - length, slide)
}

function addLists(plan: IndexPlan, fold: FoldPlan, cell: Cell, block: AnswerBlock, at: number): void {
  for (const f of fold.features) {
    const { kind, n } = plan.features[f] as FeaturePlan
    const column = block.lists[f]
    if (kind !== 'lastN' || column == null) continue
    ;(block.values[f] as Float64Array)[at] = addList(column, at, cell.newestInputs(fold.lane, n))
  }
}
