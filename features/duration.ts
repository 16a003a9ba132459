import type { Micros } from './value.ts'

/** µs in each unit that a duration may be written in, the largest first. */
const units = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['us', 1],
] as const

/** A duration as documents write it, such as `24h` or `500ms`. */
export type Duration = `${number}${'us' | 'ms' | 's' | 'm' | 'h' | 'd'}`

/**
 * Reads a duration as documents write it, a whole number and `us`, `ms`, `s`, `m`, `h` or `d`, in µs. Null where the
 * text is no duration, or one of more than 2⁵³ µs (285 years), which no instant could be moved by exactly.
 */
export function parseDuration(text: string): Micros | null {
  const match = /^(\d+)(us|ms|s|m|h|d)$/.exec(text)
  const unit = units.find(([name]) => name === match?.[2])
  if (match === null || unit === undefined) return null
  const micros = Number(match[1]) * unit[1]
  return Number.isSafeInteger(micros) ? micros : null
}

/** Writes a duration of µs ≥ 0 in the largest unit that holds it exactly, so that equal durations have one text. */
export function formatDuration(micros: Micros): Duration {
  if (micros === 0) return '0s'
  const unit = units.find(([, size]) => micros % size === 0)
  if (unit === undefined || micros < 0)
    throw new RangeError(`${micros} is not a whole number of µs from 0 on`)
  return `${micros / unit[1]}${unit[0]}`
}
