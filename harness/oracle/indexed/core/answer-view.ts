import {
  type AnswerBlock,
  addList,
  expired,
  inReach,
  keyless,
  notFound,
  nullState,
  outOfReach,
  poisoned,
  present,
} from './answer-block.ts'
import { bound, floorTo } from './bounds.ts'
import { type Cell, finish } from './cell.ts'
import { DistinctCounter } from './distinct-counter.ts'
import type { FeaturePlan, FoldPlan, IndexPlan, ViewPlan } from './index-plan.ts'
import type { KeyFacts, Shelf } from './key-facts.ts'

/** Some points of one key and one reading that are answered over the same facts. */
export interface AskedPoints {
  readonly heads: Float64Array
  readonly knows: Float64Array
  readonly first: number
  readonly end: number
  /** Where in the block the answers to point 0 stand. */
  readonly at: number
  /** The key has a null part. */
  readonly keyless: boolean
}

/** Answers every feature of a view for the points, in their order. Points whose knowledge is NaN are left out. */
export function answerView(
  plan: IndexPlan,
  view: ViewPlan,
  facts: KeyFacts,
  asked: AskedPoints,
  cell: Cell,
  block: AnswerBlock,
): void {
  const { lasting, replaced } = facts
  const counters = view.folds.map(fold => counterOf(plan, fold, facts))
  const near = { low: 0, high: 0, replacedLow: 0, replacedHigh: 0 }
  cell.facts = facts
  cell.replaced.clear()
  for (let p = asked.first; p < asked.end; p++) {
    const known = asked.knows[p] as number
    if (Number.isNaN(known)) continue
    const head = asked.heads[p] as number
    const tail = tailOf(view, head)
    near.low = lowOf(view, lasting, tail, near.low)
    near.high = highOf(view, lasting, head, near.high)
    cell.lasting.collect(lasting.tree, near.low, near.high, known)
    if (replaced !== null) {
      near.replacedLow = lowOf(view, replaced, tail, near.replacedLow)
      near.replacedHigh = highOf(view, replaced, head, near.replacedHigh)
      cell.replaced.collect(replaced.tree, near.replacedLow, near.replacedHigh, known)
    }
    cell.head = head
    for (let f = 0; f < view.folds.length; f++) {
      const counter = counters[f] as DistinctCounter | null
      if (counter !== null) {
        counter.slide(0, near.low, near.high)
        if (replaced !== null) counter.slide(1, near.replacedLow, near.replacedHigh)
        counter.learn(known)
      }
      cell.counter = counter
      answerFold(plan, view.folds[f] as FoldPlan, cell, block, asked.at + p)
    }
    if (block.reaches !== null) {
      const reach = asked.keyless ? keyless : reachOf(plan, view, tail, cell)
      ;(block.reaches[view.number] as Uint8Array)[asked.at + p] = reach
    }
  }
}

/** T − w, rounded down to the slide's grid; −∞ for an unbounded window, and where nothing was refreshed. */
function tailOf({ length, slide }: ViewPlan, head: number): number {
  if (length === null || head === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY
  return slide === null ? head - length : floorTo(head - length, slide)
}

function lowOf(view: ViewPlan, { tree }: Shelf, tail: number, hint: number): number {
  return bound(tree.facts.tau, tree.facts.count, tail, view.right, hint)
}

function highOf(view: ViewPlan, { tree }: Shelf, head: number, hint: number): number {
  return bound(tree.facts.tau, tree.facts.count, head, view.right, hint)
}

/** Whether the log reaches back to the tail, or for an unbounded window to its newest fact; semantics § 7. */
function reachOf({ completeFrom }: IndexPlan, view: ViewPlan, tail: number, cell: Cell): number {
  const oldest = view.length === null ? cell.newestTau() : tail
  return completeFrom === null || oldest >= completeFrom ? inReach : outOfReach
}

function counterOf(plan: IndexPlan, fold: FoldPlan, facts: KeyFacts): DistinctCounter | null {
  const counts = fold.features.some(f => plan.features[f]?.kind === 'countDistinct')
  return counts ? new DistinctCounter(facts, fold.lane) : null
}

function answerFold(plan: IndexPlan, fold: FoldPlan, cell: Cell, block: AnswerBlock, at: number): void {
  cell.lane = fold.lane
  cell.fold()
  const { folded } = cell
  ;(block.counts[fold.number] as Int32Array)[at] = folded.n
  const sizes = block.sizes[fold.number]
  if (sizes != null) sizes[at] = folded.size
  const centres = block.centres[fold.number]
  if (centres != null) centres[at] = Math.abs(folded.sum / folded.n)
  for (let i = 0; i < fold.features.length; i++) {
    const f = fold.features[i] as number
    const feature = plan.features[f] as FeaturePlan
    const state = stateOf(feature, cell)
    ;(block.states[f] as Uint8Array)[at] = state
    if (state === present) write(block, f, at, feature, cell)
    else if (feature.carrier === 'list') (block.lists[f] as { lengths: Int32Array }).lengths[at] = 0
  }
}

/** The first state that holds, with the value in the cell where it is present; semantics § 4. */
function stateOf(feature: FeaturePlan, cell: Cell): number {
  if (cell.size === 0) return notFound
  if (feature.ttl !== null && cell.head - cell.newestTau() > feature.ttl) return expired
  if (feature.poison && cell.folded.n < cell.size) return poisoned
  return finish[feature.kind](cell, feature) ? present : nullState
}

function write(block: AnswerBlock, f: number, at: number, feature: FeaturePlan, cell: Cell): void {
  if (feature.carrier === 'float64') (block.values[f] as Float64Array)[at] = cell.value
  else if (feature.carrier === 'int64') (block.values[f] as BigInt64Array)[at] = cell.whole
  else {
    const column = block.lists[f]
    if (column != null) (block.values[f] as Float64Array)[at] = addList(column, at, cell.list)
  }
}
