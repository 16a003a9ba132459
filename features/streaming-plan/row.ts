import type { IdState } from './id-state.ts'

/** A cell of a row. Plain data: numbers, bigints, strings, booleans, null, arrays and objects of these. */
export type Cell = unknown

/** Some of the cells of one ordered family: from position `from` (inclusive) to `to` (exclusive). */
export interface CellRange {
  readonly family: number
  readonly from: number
  readonly to: number
}

/** Cells found in a range, ascending by position. */
export interface FoundCells {
  readonly positions: readonly number[]
  readonly cells: readonly Cell[]
}

/** What is asked of a row before its changes are worked out: single cells by family, and ranges. */
export interface CellsWanted {
  /** By family: positions, some of them perhaps more than once. */
  readonly points: readonly (readonly number[])[]
  readonly ranges: readonly CellRange[]
}

export interface CellsRead {
  /** As `CellsWanted.points`; undefined where there is no cell. */
  readonly points: readonly (readonly (Cell | undefined)[])[]
  readonly ranges: readonly FoundCells[]
}

/** The new content of some cells of one row, written as one. */
export interface RowWrite {
  readonly key: string
  readonly ids: ReadonlyMap<string | bigint, IdState>
  /** By family, by position; null removes the cell. */
  readonly cells: readonly ReadonlyMap<number, Cell | null>[]
}
