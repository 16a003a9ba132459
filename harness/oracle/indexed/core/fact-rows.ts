/**
 * The facts of one key and one admission, oldest first: by (τ, α of the first upsert, id). A fact is known from
 * `from` on and until before `to`; both are instants (µs), or places in the log where points are read at offsets.
 */
export interface FactRows {
  readonly count: number
  readonly tau: Float64Array
  readonly from: Float64Array
  /** Null where no fact is ever replaced. */
  readonly to: Float64Array | null
  /** Place of each among all facts of the key; null where that is its place here. */
  readonly order: Int32Array | null
  /** Row of each in the batch; null where they are the rows from `firstRow` on. */
  readonly rows: Int32Array | null
  readonly firstRow: number
}
