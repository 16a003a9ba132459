import type { StreamColumns } from './index-plan.ts'
import { type Column, float64Column, int32Column, type RecordBatch } from './record-batch.ts'

/** The records of one key in a batch: rows from `first` to before `end`, by τ. */
export interface KeyRows {
  readonly first: number
  readonly end: number
}

/** The columns of a batch that tell what its records are, found once a batch. */
export interface RecordColumns {
  readonly tau: Float64Array
  readonly arrival: Float64Array
  /** On which axis K stands: arrivals, or places in the log where points are read at offsets. */
  readonly axis: Float64Array
  readonly wheres: readonly Int32Array[]
  readonly idRank: Column | null
  readonly chain: Int32Array | null
  readonly revision: Float64Array | null
  readonly upsert: Int32Array | null
  readonly position: Float64Array | null
  readonly partition: Int32Array | null
  readonly offset: Float64Array | null
}

export function recordColumns(batch: RecordBatch, places: StreamColumns): RecordColumns {
  const int = (place: number | null) => (place === null ? null : int32Column(batch, place))
  const float = (place: number | null) => (place === null ? null : float64Column(batch, place))
  const arrival = float64Column(batch, places.known)
  const position = float(places.position)
  return {
    tau: float64Column(batch, places.at),
    arrival,
    axis: places.partition === null || position === null ? arrival : position,
    wheres: places.wheres.map(place => int32Column(batch, place)),
    idRank: places.idRank === null ? null : (batch.columns[places.idRank] as Column),
    chain: int(places.chain),
    revision: float(places.revision),
    upsert: int(places.upsert),
    position,
    partition: int(places.partition),
    offset: float(places.offset),
  }
}
