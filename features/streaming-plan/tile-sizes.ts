import type { Micros } from '../value.ts'

const second = 1_000_000
const hour = 3_600 * second

/** Sizes that a tile can have, µs; each divides the next, so that larger tiles are merged of smaller ones. */
export const tileLadder: readonly Micros[] = [
  second,
  10 * second,
  60 * second,
  600 * second,
  hour,
  24 * hour,
  30 * 24 * hour,
]

/** Whole tiles that fit a window at least, so that its two edges are a small part of it. */
const tilesMin = 6

/**
 * Sizes of the tiles that a window is read by, ascending, µs; none for a window too short for tiles. Windows of days
 * are read by days, and their edges by hours, rather than by the facts of whole days.
 */
export function tileSizes(length: Micros | null): readonly Micros[] {
  const largest = length === null ? Number.POSITIVE_INFINITY : length / tilesMin
  const fitting = tileLadder.filter(size => size <= largest)
  const coarsest = fitting.at(-1)
  return coarsest === undefined ? [] : fitting.filter(size => size >= Math.min(coarsest, hour))
}

/** The number of the tile of this size that holds an instant (µs); exact for negative instants too. */
export function tileNumber(instant: number, size: Micros): number {
  const into = instant % size
  return (instant - (into < 0 ? into + size : into)) / size
}
