import { bucketOf, factFamily, factPosition } from '../../features/streaming-plan/fact-cell.ts'
import type { SourcePlan } from '../../features/streaming-plan/streaming-plan.ts'
import { tileNumber } from '../../features/streaming-plan/tile-sizes.ts'
import type { Instant, Micros } from '../../features/value.ts'

/** For how long the cells of one source of a document can be in a window; docs/adr/0008. */
export interface StateLifetime {
  /** No window at T holds a fact with τ < T − reach, µs. */
  readonly reach: Micros
  /** By family: the span of event times of a cell, µs. */
  readonly spans: readonly Micros[]
}

/**
 * Null where cells count for ever: a window without a length never lets a fact go, whatever its ttl says (`expired`
 * is another state than `not-found`), and a scheduled feature looks back from an R that stands still with the log.
 */
export function stateLifetime(plan: SourcePlan): StateLifetime | null {
  let reach = 0
  for (const { window, refresh } of plan.groups) {
    if (window.length === null || refresh !== null) return null
    reach = Math.max(reach, window.length + (window.slide ?? 0))
  }
  return { reach, spans: [plan.bucket, ...plan.tiles.map(tile => tile.size)] }
}

/** The first instant after all that a cell can hold, µs. */
export function cellEnd({ spans }: StateLifetime, family: number, position: number): Instant {
  const number = family === factFamily ? Math.floor(position / factPosition(1, 0)) : position
  return (number + 1) * spans[family]!
}

/** By family: the first position whose cell can hold something from the horizon (µs) on. */
export function firstAlive({ spans }: StateLifetime, horizon: Instant): number[] {
  return spans.map((span, family) => {
    return family === factFamily ? factPosition(bucketOf(horizon, span), 0) : tileNumber(horizon, span)
  })
}
