import type { KeyRows, RecordColumns } from './key-rows.ts'
import type { OffsetMark } from './record-batch.ts'

/**
 * Where points of one key stand in the log: the place of the last record that they know. Offsets are such a place
 * where every record of the key below them stands before every other; elsewhere they are none.
 */
export interface OffsetPlaces {
  /** The last place that is known at K (µs); −∞ for none. */
  placeAt(known: number): number
  /** The last place below the offsets, −∞ for none; null where no place says the same. */
  placeBelow(mark: OffsetMark): number | null
  /** Whether a record lies below the offsets. */
  isBelow(row: number, mark: OffsetMark): boolean
}

/** The records of one partition, by offset. */
interface PartitionPlaces {
  readonly offsets: Float64Array
  /** Greatest place up to here, and least place from here on. */
  readonly last: Float64Array
  readonly next: Float64Array
}

export function offsetPlaces(records: RecordColumns, { first, end }: KeyRows): OffsetPlaces {
  const { position, partition, offset, arrival } = records
  if (position === null || partition === null || offset === null)
    throw new TypeError(
      'points at offsets need the partition, offset and place of every record in the stream',
    )
  const rows = Int32Array.from({ length: end - first }, (_, i) => first + i)
  const byPlace = rows.toSorted((a, b) => (position[a] as number) - (position[b] as number))
  const unplaced = rows.filter(row => (partition[row] as number) < 0)
  const neverBelow = unplaced.reduce((least, row) => Math.min(least, position[row] as number), Infinity)
  const byPartition = Map.groupBy(rows, row => partition[row] as number)
  byPartition.delete(-1)
  const partitions = new Map(
    [...byPartition].map(([number, own]) => [number, partitionPlaces(own, position, offset)]),
  )
  return {
    placeAt: known => {
      const count = countWhile(byPlace, row => (arrival[row] as number) <= known)
      return count === 0 ? Number.NEGATIVE_INFINITY : (position[byPlace[count - 1] as number] as number)
    },
    placeBelow: mark => {
      let below = Number.NEGATIVE_INFINITY
      let above = neverBelow
      for (const [number, { offsets, last, next }] of partitions) {
        const count = countBelow(offsets, nextOf(mark, number))
        if (count > 0) below = Math.max(below, last[count - 1] as number)
        if (count < offsets.length) above = Math.min(above, next[count] as number)
      }
      return below < above ? below : null
    },
    isBelow: (row, mark) => {
      const number = partition[row] as number
      return number >= 0 && (offset[row] as number) < nextOf(mark, number)
    },
  }
}

/** The next offset of a partition that was not applied; 0 where it is not listed. */
function nextOf({ partitions, next }: OffsetMark, partition: number): number {
  return next[partitions.indexOf(partition)] ?? 0
}

function partitionPlaces(
  rows: readonly number[],
  position: Float64Array,
  offset: Float64Array,
): PartitionPlaces {
  const sorted = rows.toSorted((a, b) => (offset[a] as number) - (offset[b] as number))
  const offsets = Float64Array.from(sorted, row => offset[row] as number)
  const last = Float64Array.from(sorted, row => position[row] as number)
  const next = last.slice()
  for (let i = 1; i < last.length; i++) last[i] = Math.max(last[i] as number, last[i - 1] as number)
  for (let i = next.length - 2; i >= 0; i--) next[i] = Math.min(next[i] as number, next[i + 1] as number)
  return { offsets, last, next }
}

function countBelow(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** How many of the first items hold; those that do come first. */
function countWhile(items: Int32Array, holds: (item: number) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(items[middle] as number)) low = middle + 1
    else high = middle
  }
  return low
}
