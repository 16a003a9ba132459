/**
 * What becomes of a request to a known server, by its place and by the instants at which all were due (ms): how long it
 * takes from when it was due (ms), or null where it fails. Worked out from the schedule alone, without driver or server.
 */
export type KnownTruth = (index: number, dues: readonly number[]) => number | null

export const knownTruth = {
  constant: () => 2,
  /** Held up are all that come until 300 ms after each 1,000th began, and so is that one. */
  stall: (index, dues) => {
    const at = dues[index] as number
    let free = Number.NEGATIVE_INFINITY
    for (let i = 0; i <= index; i += 1_000) free = Math.max(free, dues[i] as number) + 300
    return Math.max(at, free) - at + 2
  },
  bimodal: index => (index % 20 === 0 ? 40 : 2),
  errors: index => (index % 50 === 0 ? null : 2),
  'slow-start': index => (index < 300 ? 30 : 2),
  drops: index => (index % 100 === 99 ? null : 2),
  wrong: index => (index % 10 === 0 ? null : 2),
} as const satisfies Readonly<Record<string, KnownTruth>>

export type KnownKind = keyof typeof knownTruth

/** The percentile of some requests, µs: the order statistic of what becomes of each; +∞ where one that fails stands there. */
export function impliedPercentile(times: readonly (number | null)[], percentile: number): number {
  const sorted = times.map(ms => (ms ?? Number.POSITIVE_INFINITY) * 1_000).toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percentile) / 100) - 1)] ?? Number.POSITIVE_INFINITY
}
