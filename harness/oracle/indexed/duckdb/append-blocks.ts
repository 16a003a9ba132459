import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  LIST,
  UTINYINT,
} from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { type AnswerBlock, foldsOf, type ListColumn } from '../core/answer-block.ts'
import type { IndexPlan } from '../core/index-plan.ts'

const chunkRows = 2048

/** A column of the table that blocks are appended to, and where a block holds it. */
interface RawColumn {
  readonly name: string
  readonly type: DuckDBType
  readonly of: (block: AnswerBlock) => RawCells
}

type RawCells = Float64Array | BigInt64Array | Int32Array | Uint8Array | null

/**
 * The columns of blocks as they are: `point`, `reading`, by feature its value and state (`v3`, `s3`), by fold its
 * number of inputs and weights (`n0`, `size0`, `centre0`), by view its reach (`r0`).
 */
function rawColumns(plan: IndexPlan): RawColumn[] {
  const carriers = { float64: DOUBLE, int64: BIGINT, list: LIST(DOUBLE) } as const
  const folds = foldsOf(plan)
  const reaches = plan.completeFrom === null ? [] : plan.views
  return [
    { name: 'point', type: DOUBLE, of: block => block.point },
    { name: 'reading', type: UTINYINT, of: block => block.reading },
    ...plan.features.flatMap(({ carrier }, f): RawColumn[] => [
      { name: `v${f}`, type: carriers[carrier], of: block => block.values[f] ?? null },
      { name: `s${f}`, type: UTINYINT, of: block => block.states[f] ?? null },
    ]),
    ...folds.flatMap((fold, i): RawColumn[] => [
      { name: `n${i}`, type: INTEGER, of: block => block.counts[i] ?? null },
      ...(fold.sizes ? [{ name: `size${i}`, type: DOUBLE, of: sizeOf(i) }] : []),
      ...(fold.centres ? [{ name: `centre${i}`, type: DOUBLE, of: centreOf(i) }] : []),
    ]),
    ...reaches.map(
      (_, i): RawColumn => ({
        name: `r${i}`,
        type: UTINYINT,
        of: block => block.reaches?.[i] ?? null,
      }),
    ),
  ]
}

const sizeOf = (fold: number) => (block: AnswerBlock) => block.sizes[fold] ?? null
const centreOf = (fold: number) => (block: AnswerBlock) => block.centres[fold] ?? null

/** Makes the temporary table that blocks of a plan are appended to. */
export async function createRawTable(
  connection: DuckDBConnection,
  table: string,
  plan: IndexPlan,
): Promise<void> {
  const columns = rawColumns(plan).map(({ name, type }) => `${name} ${String(type)}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE "${table}" (${columns.join(', ')})`)
}

/** Appends blocks to the table, memory by memory. */
export async function appendBlocks(
  connection: DuckDBConnection,
  table: string,
  plan: IndexPlan,
  blocks: Iterable<AnswerBlock>,
): Promise<void> {
  const columns = rawColumns(plan)
  const appender = await connection.createAppender(table)
  const types = columns.map(({ type }) => type)
  const lists = plan.features.map(({ carrier }) => carrier === 'list')
  for (const block of blocks) {
    for (let from = 0; from < block.points; from += chunkRows) {
      const rows = Math.min(chunkRows, block.points - from)
      const chunk = DuckDBDataChunk.create(types, rows)
      for (const [i, column] of columns.entries()) {
        const cells = column.of(block)
        if (cells === null) throw new TypeError(`a block of answers has no column ${column.name}`)
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, i)
        const feature = i < 2 || i % 2 === 1 ? null : (i - 2) / 2
        const list = feature !== null && lists[feature] === true ? block.lists[feature] : null
        if (list != null) copyLists(vector, cells as Float64Array, list, from, rows)
        else copyCells(vector, block.memory, cells, from, rows)
      }
      appender.appendDataChunk(chunk)
    }
  }
  appender.closeSync()
}

type Vector = ReturnType<typeof duckdb.data_chunk_get_vector>

function copyCells(
  vector: Vector,
  memory: ArrayBuffer,
  cells: Exclude<RawCells, null>,
  from: number,
  rows: number,
): void {
  const width = cells.BYTES_PER_ELEMENT
  duckdb.copy_data_to_vector(vector, 0, memory, cells.byteOffset + from * width, rows * width)
}

/** A list vector is pairs of begin and length into a vector of the elements, here those of the rows one after another. */
function copyLists(
  vector: Vector,
  begins: Float64Array,
  column: ListColumn,
  from: number,
  rows: number,
): void {
  const entries = new BigUint64Array(2 * rows)
  let size = 0
  for (let i = 0; i < rows; i++) {
    const length = column.lengths[from + i] as number
    entries[2 * i] = BigInt(size)
    entries[2 * i + 1] = BigInt(length)
    size += length
  }
  const elements = new Float64Array(size)
  let at = 0
  for (let i = 0; i < rows; i++) {
    const begin = begins[from + i] as number
    const length = column.lengths[from + i] as number
    elements.set(column.elements.subarray(begin, begin + length), at)
    at += length
  }
  duckdb.list_vector_reserve(vector, size)
  duckdb.list_vector_set_size(vector, size)
  duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength)
  const child = duckdb.list_vector_get_child(vector)
  duckdb.copy_data_to_vector(child, 0, elements.buffer, 0, elements.byteLength)
}
