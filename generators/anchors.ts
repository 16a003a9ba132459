import type { StoredFeature } from '../features/definitions.ts'
import type { Instant } from '../features/value.ts'
import { defaultStart } from './facts.ts'
import { floorTo, instant } from './micros.ts'
import type { Random } from './random.ts'
import type { Stream } from './stream.ts'
import { scattered, timesSpan } from './times.ts'

/**
 * A few as-of times (µs) at which questions will be asked and at whose edges facts are aimed: some anywhere in the
 * streams' span, some on a slide, on a refresh, or on a whole minute, hour or day.
 */
export function drawAnchors(
  streams: readonly Stream[],
  features: readonly StoredFeature[],
  random: Random,
): Instant[] {
  const spans = streams.map(stream => ({
    start: instant(stream.start ?? defaultStart),
    span: timesSpan(stream.times ?? scattered('1h')),
  }))
  const from = Math.min(...spans.map(({ start }) => start))
  const to = Math.max(...spans.map(({ start, span }) => start + span))
  return Array.from({ length: 6 }, () => {
    const free = random.int(from + Math.floor((to - from) / 4), to)
    const grids = gridsOf(features, to - from)
    if (grids.length === 0 || random.chance(0.4)) return free
    const { step, shift } = random.pick(grids)
    const snapped = floorTo(free, step) + shift
    return snapped < from ? free : snapped
  })
}

/** Grids with a point in the span: those of the definitions, and the calendar's. */
function gridsOf(features: readonly StoredFeature[], span: number): { step: number; shift: number }[] {
  const own = features.flatMap(({ window, refresh }) => [
    ...(window.slide === null ? [] : [{ step: window.slide, shift: (window.length ?? 0) % window.slide }]),
    ...(refresh === null ? [] : [{ step: refresh.every, shift: refresh.delay }]),
  ])
  const calendar = [1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000].map(step => ({ step, shift: 0 }))
  return [...own, ...calendar].filter(({ step }) => step <= span)
}
