import type { Instant, Micros } from '../features/value.ts'
import { type Duration, floorTo, micros } from './micros.ts'
import type { Random } from './random.ts'

/** How facts lie in event time. Every shape fills about the span `over`. */
export type Times =
  | { readonly kind: 'regular'; readonly over: Duration }
  | { readonly kind: 'random'; readonly over: Duration }
  | { readonly kind: 'bursty'; readonly over: Duration; readonly bursts: number; readonly width: Duration }
  | { readonly kind: 'silent'; readonly over: Duration; readonly silence: Duration }
  | { readonly kind: 'tied'; readonly over: Duration; readonly instants: number }

/** A fact each so many µs, all as far apart. */
export function regular(over: Duration): Times {
  return { kind: 'regular', over }
}

/** Facts anywhere in the span. */
export function scattered(over: Duration): Times {
  return { kind: 'random', over }
}

/** Facts in a few bursts, each `width` wide. */
export function bursty(over: Duration, options: { bursts: number; width: Duration }): Times {
  return { kind: 'bursty', over, ...options }
}

/** Facts in the first and the last third of the span, which a silence parts. */
export function silent(over: Duration, silence: Duration): Times {
  return { kind: 'silent', over, silence }
}

/** Facts that share a few instants. */
export function tied(over: Duration, instants: number): Times {
  return { kind: 'tied', over, instants }
}

/** How long the shape lasts, silence and all (µs). */
export function timesSpan(times: Times): Micros {
  return Math.max(1, micros(times.over)) + (times.kind === 'silent' ? micros(times.silence) : 0)
}

/** Ascending event times, `count` of them, from `start` (µs) on. */
export function drawTimes(times: Times, count: number, start: Instant, random: Random): Instant[] {
  const over = Math.max(1, micros(times.over))
  const anywhere = (from: Instant, span: number) => from + random.int(0, Math.max(0, span))
  const each = (draw: (index: number) => Instant) =>
    Array.from({ length: count }, (_, i) => draw(i)).sort((a, b) => a - b)
  switch (times.kind) {
    case 'regular': {
      const step = Math.max(1, Math.floor(over / Math.max(1, count)))
      return each(i => start + i * step)
    }
    case 'random':
      return each(() => anywhere(start, over))
    case 'bursty': {
      const bursts = Array.from({ length: Math.max(1, times.bursts) }, () => anywhere(start, over))
      return each(() => anywhere(random.pick(bursts), micros(times.width)))
    }
    case 'silent': {
      const third = Math.floor(over / 3)
      const later = start + third + micros(times.silence)
      return each(() => anywhere(random.chance(0.5) ? start : later, third))
    }
    case 'tied': {
      const instants = Array.from({ length: Math.max(1, times.instants) }, () => anywhere(start, over))
      // Half of them on a whole second, where clocks that lose the rest of it tie facts that are not tied.
      return each(() =>
        random.chance(0.5) ? random.pick(instants) : floorTo(random.pick(instants), 1_000_000),
      )
    }
  }
}
