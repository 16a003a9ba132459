import type { Instant, Micros } from '../../../../features/value.ts'

/** The greatest whole multiple of `step` that is not above `instant`. */
export function floorTo(instant: Instant, step: Micros): Instant {
  const rest = instant % step
  return rest < 0 ? instant - rest - step : instant - rest
}

/**
 * How many of the sorted instants lie before `limit`; with `right`, at or before it. The search begins at `hint`, and
 * is short where the answer is near.
 */
export function bound(
  instants: Float64Array,
  count: number,
  limit: Instant,
  right: boolean,
  hint: number,
): number {
  let low = 0
  let high = count
  if (hint < count && isBefore(instants[hint] as number, limit, right)) {
    low = hint + 1
    for (let step = 1; low + step < high; step *= 2) {
      if (!isBefore(instants[low + step] as number, limit, right)) high = low + step
      else low += step + 1
    }
  } else {
    high = Math.min(hint, count)
    for (let step = 1; high - step > low; step *= 2) {
      if (isBefore(instants[high - step] as number, limit, right)) low = high - step + 1
      else high -= step
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(instants[middle] as number, limit, right)) low = middle + 1
    else high = middle
  }
  return low
}

function isBefore(instant: Instant, limit: Instant, right: boolean): boolean {
  return right ? instant <= limit : instant < limit
}
