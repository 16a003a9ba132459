import { type Duration as DurationText, parseDuration } from '../features/duration.ts'
import { parseInstant } from '../features/instant-text.ts'
import { PlumblineError } from '../features/plumbline-error.ts'
import type { Instant, Micros } from '../features/value.ts'

/** A length of time in µs, or as documents write it: `10m`, `250ms`. */
export type Duration = Micros | DurationText

/** A duration in µs. @throws PlumblineError bad-scenario where it is none, or not a whole number of µs from 0 on. */
export function micros(duration: Duration): Micros {
  const length = typeof duration === 'number' ? duration : parseDuration(duration)
  if (length !== null && Number.isSafeInteger(length) && length >= 0) return length
  throw new PlumblineError(
    'bad-scenario',
    `${duration} is not a length of time: write a whole number and us, ms, s, m, h or d`,
  )
}

/** An instant in µs, from µs or ISO 8601 with a zone. @throws PlumblineError bad-scenario where it is none. */
export function instant(text: Instant | string): Instant {
  const point = typeof text === 'number' ? text : Number(parseInstant(text) ?? Number.NaN)
  if (Number.isSafeInteger(point)) return point
  throw new PlumblineError(
    'bad-scenario',
    `${text} is not an instant: write it as 2026-03-01T00:00:00Z, or in µs since 1970`,
  )
}

/** The greatest whole multiple of `step` (µs) that is not above `at`, exact for negative instants too. */
export function floorTo(at: Instant, step: Micros): Instant {
  const remainder = at % step
  return at - (remainder < 0 ? remainder + step : remainder)
}

/** The least whole multiple of `step` (µs) that is not below `at`. */
export function ceilTo(at: Instant, step: Micros): Instant {
  const floor = floorTo(at, step)
  return floor === at ? floor : floor + step
}
