import { admitFacts } from './admit-facts.ts'
import { type AnswerBlock, blockBytes, blockOver } from './answer-block.ts'
import { type AskedPoints, answerView } from './answer-view.ts'
import { Arena } from './arena.ts'
import { Cell } from './cell.ts'
import type { IndexPlan, ViewPlan } from './index-plan.ts'
import type { KeyFacts } from './key-facts.ts'
import { type KeyRows, type RecordColumns, recordColumns } from './key-rows.ts'
import { type OffsetPlaces, offsetPlaces } from './offset-places.ts'
import { type ApartPoint, type PointFrame, type PointRows, pointFrame } from './point-frames.ts'
import { float64Column, int32Column, type RecordBatch } from './record-batch.ts'
import { resolveVersions } from './resolve-versions.ts'

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

  constructor(plan: IndexPlan) {
    this.#plan = plan
  }

  /** The answers to a share of the points of each key in the batch. */
  answer(batch: RecordBatch, share: Share = { take: 0, of: 1 }): AnswerBlock {
    const plan = this.#plan
    const slots = int32Column(batch, plan.columns.slot)
    const keys = keysOf(slots, batch.rows, 1 + plan.trained.length, share)
    const points = keys.reduce((sum, key) => sum + pointsIn(key), 0)
    const elements = plan.features.map(() => null)
    const block = blockOver(plan, points, new ArrayBuffer(blockBytes(plan, points)), elements)
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
      this.#answerKey(batch, records, key, block, at - pointsIn(key))
    }
    return block
  }

  #answerKey(
    batch: RecordBatch,
    records: RecordColumns,
    key: BatchKey,
    block: AnswerBlock,
    begins: number,
  ): void {
    const plan = this.#plan
    const facts = this.#factsOf(batch, records, key, null, this.#arena)
    const places = plan.columns.partition === null ? null : offsetPlaces(records, key.records)
    let at = begins
    for (const points of key.points) {
      for (const [f, frame] of plan.frames.entries()) {
        const seen = pointFrame(plan, frame, batch, points, places, this.#arena)
        const views = plan.views.filter(view => view.frame === f)
        const asked = { ...seen, first: 0, end: points.end - points.first, at, keyless: key.number === 0 }
        this.#answerViews(views, facts, asked, block)
        for (const apart of seen.apart) {
          this.#answerApart(batch, records, key, places as OffsetPlaces, { views, asked, seen, apart }, block)
        }
      }
      at += points.end - points.first
    }
  }

  /** A point whose offsets are no K is answered over facts resolved for it alone. */
  #answerApart(
    batch: RecordBatch,
    records: RecordColumns,
    key: BatchKey,
    places: OffsetPlaces,
    point: { views: readonly ViewPlan[]; asked: AskedPoints; seen: PointFrame; apart: ApartPoint },
    block: AnswerBlock,
  ): void {
    const { at, mark, until } = point.apart
    const visible = (row: number) => places.isBelow(row, mark) && (records.arrival[row] as number) <= until
    this.#apart.reset()
    const facts = this.#factsOf(batch, records, key, visible, this.#apart)
    point.seen.knows[at] = Number.MAX_VALUE
    this.#answerViews(point.views, facts, { ...point.asked, first: at, end: at + 1 }, block)
    point.seen.knows[at] = Number.NaN
  }

  #answerViews(
    views: readonly ViewPlan[],
    facts: readonly KeyFacts[],
    asked: AskedPoints,
    block: AnswerBlock,
  ): void {
    for (const view of views) {
      answerView(this.#plan, view, facts[view.admission] as KeyFacts, asked, this.#cell, block)
    }
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
