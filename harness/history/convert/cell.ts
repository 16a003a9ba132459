/** Why a cell could not be read as what its column must hold. */
export type FaultKind =
  | 'wrong-type'
  /** A vector of another dimension, or with a null in it. */
  | 'wrong-shape'
  /** A time without a zone. */
  | 'naive-time'
  /** A number where a time is wanted, and no unit named. */
  | 'time-without-unit'
  /** A time finer than a µs. */
  | 'time-too-fine'
  /** A time that an exact instant (± 2⁵³ µs) or a timestamp cannot hold. */
  | 'time-out-of-range'

/**
 * The reading of one column, as SQL over three stages of one statement: the raw cell `r`, the parsed value `v` (null
 * where it cannot be parsed), and from both of them the output, the fault and the text that keeps what was there.
 */
export interface Cell {
  /** Over the rows of the file. */
  readonly raw: string
  /** v of r. */
  parse(r: string): string
  /** Output of v; the identity for all but times. */
  finish(v: string): string
  /** A `FaultKind` as VARCHAR, or null; absent where no cell of the column can be at fault. */
  readonly fault: ((r: string, v: string) => string) | null
  /** JSON text of what the cell holds: how a faulty cell is kept. */
  encode(r: string, v: string): string
}

/** A cell that is faulty exactly where it is not null and its value is. */
export function plainFault(kind: FaultKind): (r: string, v: string) => string {
  return (r, v) => `CASE WHEN ${r} IS NOT NULL AND ${v} IS NULL THEN '${kind}' END`
}

/** The fault of a list or a vector that could not be read. */
export function faultOfShape(kind: 'list' | 'vector'): (r: string, v: string) => string {
  return plainFault(kind === 'vector' ? 'wrong-shape' : 'wrong-type')
}
