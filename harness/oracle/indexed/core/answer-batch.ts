import { admitFacts } from './admit-facts.ts'
import { type AnswerBlock, blockBytes, blockOver } from './answer-block.ts'
import { Arena } from './arena.ts'
import { Cell } from './cell.ts'
import { finishBlock } from './finish-block.ts'
import { type FoldColumns, FoldMemory } from './fold-columns.ts'
import type { IndexPlan } from './index-plan.ts'
import {
  type ApartAsk,
  asksByKnown,
  asksSideBySide,
  type KeyAsks,
  keyAsks,
  type PointRows,
} from './key-asks.ts'
import type { KeyFacts } from './key-facts.ts'
import { type KeyRows, type RecordColumns, recordColumns } from './key-rows.ts'
import { type OffsetPlaces, offsetPlaces } from './offset-places.ts'
import { float64Column, int32Column, type RecordBatch } from './record-batch.ts'
import { resolveVersions } from './resolve-versions.ts'
import { type Ask, ViewCursor } from './view-cursor.ts'

/** One of several workers that share the points of a batch among them. */
export interface Share {
  readonly take: number
  readonly of: number
}

/** Answers the points of batches, key by key; keeps its memory from one batch to the next. */
export class BatchAnswerer {
  readonly #plan: IndexPlan
  readonly #arena = new Arena()
  /** For facts that one point alone sees. */
  readonly #apart = new Arena()
  readonly #cell = new Cell()
  readonly #ask: Ask = { head: 0, known: 0, reading: 0, at: 0, keyless: false }
  readonly #cursors: readonly ViewCursor[]
  readonly #memory: FoldMemory
  #folds: readonly FoldColumns[] = []

  constructor(plan: IndexPlan) {
    this.#plan = plan
    this.#memory = new FoldMemory(plan)
    this.#cursors = plan.views.map(view => new ViewCursor(plan, view))
  }

  /** The answers to a share of the points of each key in the batch. */
  answer(batch: RecordBatch, share: Share = { take: 0, of: 1 }): AnswerBlock {
    const plan = this.#plan
    const slots = int32Column(batch, plan.columns.slot)
    const keys = keysOf(slots, batch.rows, 1 + plan.trained.length, share)
    const points = keys.reduce((sum, key) => sum + pointsIn(key), 0)
    const elements = plan.features.map(() => null)
    const block = blockOver(plan, points, new ArrayBuffer(blockBytes(plan, points)), elements)
    this.#folds = this.#memory.columns(points)
    const records = recordColumns(batch, plan.columns)
    const numbers = float64Column(batch, plan.columns.point)
    let at = 0
    for (const key of keys) {
      if (pointsIn(key) === 0) continue
      this.#arena.reset()
      for (const { reading, first, end } of key.points) {
        block.point.set(numbers.subarray(first, end), at)
        block.reading.fill(reading, at, at + end - first)
        at += end - first
      }
      this.#foldKey(batch, records, key, block, at - pointsIn(key))
    }
    finishBlock(plan, this.#folds, block)
    return block
  }

  #foldKey(
    batch: RecordBatch,
    records: RecordColumns,
    key: BatchKey,
    block: AnswerBlock,
    begins: number,
  ): void {
    const plan = this.#plan
    const arena = this.#arena
    const facts = this.#factsOf(batch, records, key, null, arena)
    const places = plan.columns.partition === null ? null : offsetPlaces(records, key.records)
    const asks = keyAsks(plan, batch, key.points, places, arena)
    const isDeep = facts.some(each => each.isDeep)
    this.#ask.keyless = key.number === 0
    this.#open(facts)
    // Without trees any order will do.
    const order =
      isDeep || asks.apart.length > 0 ? asksByKnown(asks, arena) : asksSideBySide(asks, key.points, arena)
    for (let i = 0; i < order.length; i++) this.#fold(asks, order[i] as number, facts, begins, block)
    for (const apart of asks.apart) {
      const own = this.#factsApart(batch, records, key, places as OffsetPlaces, apart)
      asks.knows[apart.ask] = Number.MAX_VALUE
      this.#open(own)
      this.#fold(asks, apart.ask, own, begins, block)
    }
  }

  #open(facts: readonly KeyFacts[]): void {
    for (const cursor of this.#cursors) cursor.open(facts[cursor.view.admission] as KeyFacts)
  }

  #fold(asks: KeyAsks, number: number, facts: readonly KeyFacts[], begins: number, block: AnswerBlock): void {
    const ask = this.#ask
    const frame = asks.knows.length === asks.points ? 0 : Math.floor(number / asks.points)
    const point = number - frame * asks.points
    ask.head = asks.heads[number] as number
    ask.known = asks.knows[number] as number
    ask.reading = asks.readings[point] as number
    ask.at = begins + point
    for (let i = 0; i < facts.length; i++) (facts[i] as KeyFacts).advance(ask.known)
    for (let i = 0; i < this.#cursors.length; i++) {
      const cursor = this.#cursors[i] as ViewCursor
      if (cursor.view.frame === frame) cursor.fold(ask, this.#cell, this.#folds, block)
    }
  }

  /** The facts of an ask whose offsets are no K: resolved for it alone. */
  #factsApart(
    batch: RecordBatch,
    records: RecordColumns,
    key: BatchKey,
    places: OffsetPlaces,
    { mark, until }: ApartAsk,
  ): KeyFacts[] {
    const visible = (row: number) => places.isBelow(row, mark) && (records.arrival[row] as number) <= until
    this.#apart.reset()
    return this.#factsOf(batch, records, key, visible, this.#apart)
  }

  /** The facts of a key by admission. */
  #factsOf(
    batch: RecordBatch,
    records: RecordColumns,
    key: BatchKey,
    visible: ((row: number) => boolean) | null,
    arena: Arena,
  ): KeyFacts[] {
    const plan = this.#plan
    const versions = resolveVersions(records, key.records, plan.ordered, visible, arena)
    return plan.admissions.map((_, i) => admitFacts(plan, i, batch, records, versions, arena))
  }
}

/** A key in a batch: its records, and its points by reading. */
interface BatchKey {
  readonly number: number
  readonly records: KeyRows
  readonly points: readonly PointRows[]
}

/** The keys of a batch, whose rows are sorted by slot, with the share of their points. */
function keysOf(slots: Int32Array, rows: number, perKey: number, share: Share): BatchKey[] {
  const keys: BatchKey[] = []
  for (let row = 0; row < rows; ) {
    const number = Math.floor((slots[row] as number) / perKey)
    const records = { first: row, end: runEnd(slots, rows, row, number * perKey) }
    row = records.end
    const points: PointRows[] = []
    while (row < rows && (slots[row] as number) < (number + 1) * perKey) {
      const slot = slots[row] as number
      const end = runEnd(slots, rows, row, slot)
      const part = (taken: number) => row + Math.floor(((end - row) * taken) / share.of)
      points.push({
        reading: slot - number * perKey - 1,
        first: part(share.take),
        end: part(share.take + 1),
      })
      row = end
    }
    keys.push({ number, records, points })
  }
  return keys
}

/** Where the rows of a slot that begin at `row` end. */
function runEnd(slots: Int32Array, rows: number, row: number, slot: number): number {
  let end = row
  while (end < rows && slots[end] === slot) end++
  return end
}

function pointsIn({ points }: BatchKey): number {
  return points.reduce((sum, { first, end }) => sum + end - first, 0)
}
