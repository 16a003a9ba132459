import type { ColumnType } from './index-plan.ts'

export type Column = Int32Array | Float64Array

/** Rows of the stream in columns, over memory that several threads may read. Whole keys only. */
export interface RecordBatch {
  readonly rows: number
  /** By place in the plan's columns. */
  readonly columns: readonly Column[]
  /** Offsets that points of the batch are read at, by their mark: partitions and the next offset of each. */
  readonly marks: readonly OffsetMark[]
}

export interface OffsetMark {
  readonly partitions: readonly number[]
  readonly next: readonly number[]
}

/** Bytes of one row. */
export function rowBytes(types: readonly ColumnType[]): number {
  return types.reduce((sum, type) => sum + (type === 'int32' ? 4 : 8), 0)
}

/** The columns of a batch over its memory, which has room for `capacity` rows: doubles first, so that all are aligned. */
export function columnsOver(
  memory: SharedArrayBuffer,
  types: readonly ColumnType[],
  capacity: number,
): Column[] {
  const columns: Column[] = new Array(types.length)
  let at = 0
  for (const wanted of ['float64', 'int32'] as const) {
    for (const [place, type] of types.entries()) {
      if (type !== wanted) continue
      columns[place] =
        type === 'float64' ? new Float64Array(memory, at, capacity) : new Int32Array(memory, at, capacity)
      at += capacity * (type === 'float64' ? 8 : 4)
    }
  }
  return columns
}

export function int32Column({ columns }: RecordBatch, place: number): Int32Array {
  const column = columns[place]
  if (!(column instanceof Int32Array)) throw new TypeError(`column ${place} of the stream holds no integers`)
  return column
}

export function float64Column({ columns }: RecordBatch, place: number): Float64Array {
  const column = columns[place]
  if (!(column instanceof Float64Array)) throw new TypeError(`column ${place} of the stream holds no doubles`)
  return column
}
