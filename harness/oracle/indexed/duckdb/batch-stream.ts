import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import type { IndexPlan } from '../core/index-plan.ts'
import { type Column, columnsOver, type OffsetMark, rowBytes } from '../core/record-batch.ts'
import { checkColumns, copyColumn } from './fetch-columns.ts'
import { lastSlot } from './stream-sql.ts'

/** A batch on its way to whoever answers it: rows of whole keys, in memory that threads share. */
export interface StreamedBatch {
  readonly memory: SharedArrayBuffer
  /** Rows that the memory has room for. */
  readonly capacity: number
  readonly rows: number
  readonly marks: readonly OffsetMark[]
}

/** Where batches get their memory from, and who is done with one gives it back. */
export interface BatchMemory {
  take(bytes: number): SharedArrayBuffer
}

/**
 * Streams a query in batches of whole keys, of about `rowsPerBatch` rows or one key, if that has more.
 * @throws Error where the stream breaks off before its last row, as it does when its connection is used meanwhile.
 */
export async function* streamBatches(
  connection: DuckDBConnection,
  sql: string,
  plan: IndexPlan,
  rowsPerBatch: number,
  memory: BatchMemory,
): AsyncGenerator<StreamedBatch> {
  const result = await connection.stream(sql)
  const fetched = plan.columns.types.slice(0, plan.columns.mark ?? undefined)
  checkColumns(result, fetched)
  let filling = new FillingBatch(plan, rowsPerBatch, memory)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    filling.add(chunk, fetched.length)
    if (filling.rows < rowsPerBatch) continue
    const rest = filling.splitLastKey()
    if (rest === null) continue
    yield filling.done()
    filling = rest
  }
  if (!filling.dropLastRow()) throw new Error('the stream of a source broke off before its last row')
  if (filling.rows > 0) yield filling.done()
}

const vectorRows = 2048

class FillingBatch {
  rows = 0
  readonly #plan: IndexPlan
  readonly #rowsPerBatch: number
  readonly #source: BatchMemory
  readonly #marks: OffsetMark[] = []
  readonly #markOf = new Map<string, number>()
  #memory: SharedArrayBuffer
  #capacity: number
  #columns: Column[]
  /** First row of the last key. */
  #lastKey = 0

  constructor(plan: IndexPlan, rows: number, source: BatchMemory) {
    this.#plan = plan
    this.#rowsPerBatch = rows
    this.#source = source
    this.#capacity = rows + vectorRows
    this.#memory = source.take(this.#capacity * rowBytes(plan.columns.types))
    this.#columns = columnsOver(this.#memory, plan.columns.types, this.#capacity)
  }

  add(chunk: DuckDBDataChunk, fetched: number): void {
    const more = chunk.rowCount
    this.#reserve(this.rows + more)
    for (let i = 0; i < fetched; i++) copyColumn(chunk, i, this.#columns[i] as Column, this.rows)
    const { mark } = this.#plan.columns
    if (mark !== null) this.#addMarks(chunk, fetched, this.#columns[mark] as Column)
    const before = this.rows
    this.rows += more
    this.#findLastKey(before)
  }

  /** Offsets come as text; rows that share a text share a mark. */
  #addMarks(chunk: DuckDBDataChunk, column: number, marks: Column): void {
    const texts = chunk.getColumnVector(column)
    for (let i = 0; i < chunk.rowCount; i++) {
      const text = texts.getItem(i)
      marks[this.rows + i] = typeof text === 'string' ? this.#mark(text) : -1
    }
  }

  #mark(text: string): number {
    const known = this.#markOf.get(text)
    if (known !== undefined) return known
    const entries = Object.entries(JSON.parse(text) as Record<string, number>)
    this.#marks.push({ partitions: entries.map(([p]) => Number(p)), next: entries.map(([, next]) => next) })
    this.#markOf.set(text, this.#marks.length - 1)
    return this.#marks.length - 1
  }

  /** Looks for the begin of the last key among the rows from `before` on, and keeps the old one where all are its. */
  #findLastKey(before: number): void {
    const last = this.#keyOf(this.rows - 1)
    let row = this.rows - 1
    while (row > before && this.#keyOf(row - 1) === last) row--
    if (row > before || before === 0 || this.#keyOf(before - 1) !== last) this.#lastKey = row
  }

  #keyOf(row: number): number {
    const slots = this.#columns[this.#plan.columns.slot] as Column
    return Math.floor((slots[row] as number) / (1 + this.#plan.trained.length))
  }

  /** Moves the last key, which may go on, to a batch of its own; null where there is no other. */
  splitLastKey(): FillingBatch | null {
    if (this.#lastKey === 0) return null
    const rest = new FillingBatch(this.#plan, this.#rowsPerBatch, this.#source)
    const moved = this.rows - this.#lastKey
    rest.#reserve(moved)
    for (const [i, column] of this.#columns.entries()) {
      rest.#columns[i]?.set(column.subarray(this.#lastKey, this.rows))
    }
    rest.#takeMarks(this, moved)
    rest.rows = moved
    this.rows = this.#lastKey
    return rest
  }

  #takeMarks(from: FillingBatch, rows: number): void {
    const { mark } = this.#plan.columns
    if (mark === null) return
    const marks = this.#columns[mark] as Column
    const texts = [...from.#markOf.keys()]
    for (let i = 0; i < rows; i++) {
      const text = texts[marks[i] as number]
      if (text !== undefined) marks[i] = this.#mark(text)
    }
  }

  /** Takes away the row that ends a stream; false where it is not there. */
  dropLastRow(): boolean {
    const slots = this.#columns[this.#plan.columns.slot] as Column
    if (this.rows === 0 || slots[this.rows - 1] !== lastSlot) return false
    this.rows--
    return true
  }

  done(): StreamedBatch {
    return { memory: this.#memory, capacity: this.#capacity, rows: this.rows, marks: this.#marks }
  }

  #reserve(rows: number): void {
    if (rows <= this.#capacity) return
    const { types } = this.#plan.columns
    this.#capacity = Math.max(2 * this.#capacity, rows)
    this.#memory = this.#source.take(this.#capacity * rowBytes(types))
    const columns = columnsOver(this.#memory, types, this.#capacity)
    for (const [i, column] of this.#columns.entries()) columns[i]?.set(column.subarray(0, this.rows))
    this.#columns = columns
  }
}
