import type { Definitions, StoredFeature } from '../features/definitions.ts'
import type { Instant, Micros } from '../features/value.ts'
import { ceilTo, floorTo } from './micros.ts'

/** The features of the documents that have a window, in the documents' order. */
export function storedFeatures(definitions: readonly Definitions[]): StoredFeature[] {
  return definitions.flatMap(each => [...each.features.values()]).filter(feature => feature.kind === 'stored')
}

/**
 * As-of times T (µs) at which some rule changes what it says of a fact at τ: the window's head and tail, the tail's
 * slide, the ttl, and for a scheduled feature the refresh that first sees such an edge; semantics §§ 3, 5.
 */
export function probeEdges(features: readonly StoredFeature[], eventTime: Instant): Instant[] {
  return distinct(
    features.flatMap(feature => {
      const edges = [eventTime, ...tailEdges(feature, eventTime)]
      if (feature.aggregate.ttl !== null) edges.push(eventTime + feature.aggregate.ttl)
      return feature.refresh === null ? edges : edges.flatMap(edge => refreshesAround(feature, edge))
    }),
  )
}

/** T at which a fact at τ leaves the window: at w after it, or with a slide when the tail's grid passes it. */
function tailEdges(feature: StoredFeature, eventTime: Instant): Instant[] {
  const { length, slide } = feature.window
  if (length === null) return []
  if (slide === null) return [eventTime + length]
  return [eventTime + length, ceilTo(eventTime, slide) + length, floorTo(eventTime, slide) + slide + length]
}

/** R + delay for the refresh on or before an edge and for the next. */
function refreshesAround(feature: StoredFeature, edge: Instant): Instant[] {
  const { every, delay } = feature.refresh as NonNullable<StoredFeature['refresh']>
  const refreshed = floorTo(edge, every)
  return [refreshed + delay, refreshed + every + delay]
}

/** Event times τ (µs) that lie on an edge of what a probe at T sees. */
export function eventEdges(features: readonly StoredFeature[], asOf: Instant): Instant[] {
  return distinct(
    features.flatMap(feature => {
      const at =
        feature.refresh === null ? asOf : floorTo(asOf - feature.refresh.delay, feature.refresh.every)
      const edges = [at]
      const { length, slide } = feature.window
      if (length !== null) edges.push(at - length)
      if (length !== null && slide !== null)
        edges.push(floorTo(at - length, slide), floorTo(at - length, slide) + slide)
      if (feature.aggregate.ttl !== null) edges.push(at - feature.aggregate.ttl)
      return edges
    }),
  )
}

/** Arrival times α (µs) that decide whether a fact at τ is too late. */
export function latenessEdges(features: readonly StoredFeature[], eventTime: Instant): Instant[] {
  return distinct(
    features.flatMap(feature =>
      feature.allowedLateness === null ? [] : [eventTime + feature.allowedLateness],
    ),
  )
}

/** Arrival times α (µs) that decide whether the next refreshes after τ know a fact. */
export function refreshEdges(features: readonly StoredFeature[], eventTime: Instant): Instant[] {
  return distinct(
    features.flatMap(feature => (feature.refresh === null ? [] : refreshesAround(feature, eventTime))),
  )
}

/**
 * Every instant (µs, ascending) at which a rule of the definitions changes its mind about something at one of the
 * instants `around`, whether as a fact or as a probe, and 1 µs to either side of each.
 */
export function boundaryInstants(definitions: readonly Definitions[], around: readonly Instant[]): Instant[] {
  const features = storedFeatures(definitions)
  const edges = around.flatMap(at => [
    at,
    ...probeEdges(features, at),
    ...eventEdges(features, at),
    ...latenessEdges(features, at),
    ...refreshEdges(features, at),
  ])
  return withNeighbours(edges)
}

/** The instants and those 1 µs to either side, ascending. */
function withNeighbours(instants: readonly Instant[]): Instant[] {
  return distinct(instants.flatMap(at => [at - 1, at, at + 1]))
}

/** The longest reach of any rule (µs): after so long, a fact with a bounded window has left every window. */
export function longestReach(features: readonly StoredFeature[]): Micros {
  const reaches = features.map(feature => {
    const refresh = feature.refresh === null ? 0 : feature.refresh.every + feature.refresh.delay
    return (
      Math.max(feature.window.length ?? 0, feature.aggregate.ttl ?? 0) + (feature.window.slide ?? 0) + refresh
    )
  })
  return Math.max(0, ...reaches)
}

function distinct(instants: readonly Instant[]): Instant[] {
  return [...new Set(instants)].filter(Number.isSafeInteger).sort((a, b) => a - b)
}
