import type { StoredFeature } from '../../features/definitions.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { SpecSource } from './spec-source.ts'
import { readingBreaks, refreshBreaks } from './window-breaks.ts'

/** One stored feature of one key, in the log that it is computed from. */
export interface SearchedFeature {
  readonly feature: StoredFeature
  readonly key: readonly Value[]
  readonly log: SpecSource
}

/**
 * The Ks at which features' values at T can differ, the latest first: `ceiling` itself, and the last instant before each
 * change of what is known (an arrival, or a newer refresh); semantics § 7.
 */
export function knowledgeCandidates(
  searched: readonly SearchedFeature[],
  asOf: Instant,
  ceiling: Instant,
): Instant[] {
  const breaks = searched.flatMap(each => {
    if (each.feature.refresh === null) return each.log.arrivals(each.key)
    // A refresh is visible by min(K, T): beyond T a later K changes nothing.
    return breaksOfRefresh(each).filter(instant => instant <= asOf)
  })
  const below = breaks.filter(instant => instant <= ceiling).map(instant => instant - 1)
  return [...new Set([ceiling, ...below])].sort((a, b) => b - a)
}

/** The instants T′ after T at which values read at T′ can change, the nearest first; semantics § 7, leak. */
export function laterReadings(searched: readonly SearchedFeature[], asOf: Instant): Instant[] {
  const breaks = searched.flatMap(each => {
    const { feature, key, log } = each
    const breaks =
      feature.refresh === null ? readingBreaks(feature, log.eventTimes(key)) : breaksOfRefresh(each)
    // K moves along with T′, so an arrival may show by itself, in a trained reading of a scheduled feature too.
    return [...breaks, ...log.arrivals(key)]
  })
  return ascending(breaks.filter(instant => instant > asOf))
}

/** The Ks above `floor` from which something more is known, the nearest first. */
export function laterKnowledge(searched: readonly SearchedFeature[], floor: Instant): Instant[] {
  const arrivals = searched.flatMap(each => each.log.arrivals(each.key))
  return ascending(arrivals.filter(instant => instant > floor))
}

function breaksOfRefresh({ feature, key, log }: SearchedFeature): Instant[] {
  return refreshBreaks(feature, log.eventTimes(key), log.arrivals(key))
}

function ascending(instants: readonly Instant[]): Instant[] {
  return [...new Set(instants)].sort((a, b) => a - b)
}
