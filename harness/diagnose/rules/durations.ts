import { formatMicros } from '../../../reports/format.ts'

export const second = 1_000_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Lengths (µs) that stores cut time into. */
export const usualGrids: readonly number[] = [
  second,
  10 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  6 * hour,
  12 * hour,
  day,
]

export { formatMicros as lengthText }
