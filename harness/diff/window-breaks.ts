import type { StoredFeature, Window } from '../../features/definitions.ts'
import type { Instant, Micros } from '../../features/value.ts'

/**
 * The first reading instant (µs) at which a fact of this event time lies before the window's head; semantics § 3.
 */
function entersAt({ closed }: Window, eventTime: Instant): Instant {
  return closed === 'left' ? eventTime + 1 : eventTime
}

/** The first reading instant (µs) at which the window's tail has passed the fact; null for an unbounded window. */
function leavesAt({ length, closed, slide }: Window, eventTime: Instant): Instant | null {
  if (length === null) return null
  const tail = closed === 'left' ? eventTime + 1 : eventTime
  return (slide === null ? tail : ceilTo(tail, slide)) + length
}

/** The first reading instant (µs) at which a `latest` of this event time is past its ttl; null where it has none. */
function expiresAt({ aggregate }: StoredFeature, eventTime: Instant): Instant | null {
  return aggregate.ttl === null ? null : eventTime + aggregate.ttl + 1
}

/** The least whole multiple of `step` that is not below `instant`, exact for negative instants too. */
function ceilTo(instant: Instant, step: Micros): Instant {
  return instant + (((-instant % step) + step) % step)
}

/** The greatest whole multiple of `step` that is not above `instant`. */
export function floorTo(instant: Instant, step: Micros): Instant {
  return instant - (((instant % step) + step) % step)
}

/** Every reading instant at which facts of these event times enter the window, leave it, or expire. */
export function readingBreaks(feature: StoredFeature, eventTimes: readonly Instant[]): Instant[] {
  return eventTimes.flatMap(eventTime => {
    const breaks = [
      entersAt(feature.window, eventTime),
      leavesAt(feature.window, eventTime),
      expiresAt(feature, eventTime),
    ]
    return breaks.filter(instant => instant !== null)
  })
}

/**
 * The instants R + delay from which a scheduled feature shows another R whose value may differ from the one before:
 * an R is of interest where a fact enters or leaves its window, expires, or became known since; semantics § 3.
 */
export function refreshBreaks(
  feature: StoredFeature,
  eventTimes: readonly Instant[],
  arrivals: readonly Instant[],
): Instant[] {
  const { every, delay } = feature.refresh as NonNullable<StoredFeature['refresh']>
  const known = arrivals.map(arrival => arrival - delay)
  return [...readingBreaks(feature, eventTimes), ...known].map(instant => ceilTo(instant, every) + delay)
}
