import { formatMicros } from '../../format.ts'
import type { Mark } from './axis.ts'

const units = [1, 1_000, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000]

/** Lengths of time that a person counts in, µs, ascending. */
const steps = units.flatMap((unit, i) => {
  const counts =
    i === 3 || i === 2
      ? [1, 2, 5, 10, 15, 30]
      : i === 4
        ? [1, 2, 3, 6, 12]
        : [1, 2, 5, 10, 20, 50, 100, 200, 500]
  return counts.map(count => count * unit)
})

/** Words on one side of T: `T − 10 min`. */
export function besideT(micros: number): string {
  if (micros === 0) return 'T'
  return `T ${micros < 0 ? '−' : '+'} ${formatMicros(Math.abs(micros))}`
}

/** At most `most` marks over a span of offsets from T (µs), at lengths of time that a person counts in. */
export function offsetMarks(
  scale: (micros: number) => number,
  [from, to]: readonly [number, number],
  most: number,
): Mark[] {
  const least = (to - from) / most
  const power = 10 ** Math.ceil(Math.log10(Math.max(1, least / (500 * 86_400_000_000))))
  const step = steps.find(each => each >= least) ?? 500 * 86_400_000_000 * power
  const first = Math.ceil(from / step)
  const count = Math.floor(to / step) - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    // −0 is no offset of its own.
    const micros = (first + i) * step + 0
    return { at: scale(micros), text: besideT(micros) }
  })
}

/** Where a scale over offsets from T reaches, µs: everything, and some room. */
export function spanOf(offsets: readonly number[]): [number, number] {
  const low = Math.min(0, ...offsets)
  const high = Math.max(0, ...offsets)
  const room = Math.max((high - low) * 0.12, 2)
  return [low - room, high + room]
}
