import type { Refresh, Window } from '../definitions.ts'
import type { Instant } from '../value.ts'

/** Event times from `from` (inclusive) to `to` (exclusive), µs; −∞ stands for no tail. */
export interface Bounds {
  readonly from: Instant
  readonly to: Instant
}

/** The window of a feature at T, as whole microseconds: a bound that is open on the left stands one µs later; semantics § 3. */
export function windowBounds(window: Window, asOf: Instant): Bounds {
  const shift = window.closed === 'right' ? 1 : 0
  if (window.length === null) return { from: Number.NEGATIVE_INFINITY, to: asOf + shift }
  const tail = asOf - window.length
  return { from: (window.slide === null ? tail : floorTo(tail, window.slide)) + shift, to: asOf + shift }
}

/**
 * R: the newest instant on the grid of `every` with R + delay ≤ min(K, T); null where nothing was applied, K being
 * the greatest arrival applied (µs).
 */
export function refreshedAt(refresh: Refresh, asOf: Instant, greatest: Instant | null): Instant | null {
  return greatest === null ? null : floorTo(Math.min(greatest, asOf) - refresh.delay, refresh.every)
}

/** The greatest whole multiple of `step` that is not above `instant`, exact for negative instants too. */
export function floorTo(instant: Instant, step: number): Instant {
  const into = instant % step
  return instant - (into < 0 ? into + step : into)
}
