import type { Instant, Micros } from '../../features/value.ts'

/** How long no answer should change from then on (µs): questions are put one after another, on a machine that may be busy. */
const quietFor = 5_000_000

/**
 * How long after `from` (µs, whole steps) a store shall be asked whose clock knows nothing finer than `step`: the first time
 * with no edge of an answer in the step before it or in the seconds after it; where there is none, just `from`. A store with
 * a fine clock is asked at once: between two edges there is always room. Pure.
 */
export function quietGap(edges: readonly Instant[], from: Instant, step: Micros): Micros {
  if (step < 1_000_000) return 0
  const ahead = [...new Set(edges)].filter(edge => edge >= from - step).sort((a, b) => a - b)
  let at = from
  for (const edge of ahead) {
    if (edge > at + quietFor) break
    // Two steps behind the edge, so that a clock that rounds down is past it.
    at = Math.max(at, (Math.floor(edge / step) + 2) * step)
  }
  // Behind the last edge nothing is left in any window that ends.
  return at > (ahead.at(-1) ?? from) ? 0 : at - from
}
