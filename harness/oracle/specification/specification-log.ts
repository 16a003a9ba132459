import type { Definitions, Source, StoredFeature } from '../../../features/definitions.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { EvaluationPoint, Recomputed } from '../recomputed.ts'
import { type AcceptedLog, type AcceptedRecord, acceptLog } from './accepted-log.ts'
import { keyText } from './compare-values.ts'
import { evaluateFeature, floorTo } from './evaluate-feature.ts'
import { type Fact, knownFacts, recordsById } from './known-facts.ts'

/** The specification evaluator over one source's log, as one document sees it. */
export interface SpecificationLog {
  readonly accepted: AcceptedLog
  /** Greatest accepted arrival (µs), null for an empty log. */
  readonly lastArrival: Instant | null
  /**
   * One cell by semantics §§ 3–7. `tailFrom` (µs) keeps the window's tail where that instant puts it, while the head
   * stays at the point's as-of time: the shape of a leak.
   */
  evaluate(
    feature: StoredFeature,
    key: readonly Value[],
    point: EvaluationPoint,
    tailFrom?: Instant,
  ): Recomputed
  /** Accepted records of a key, in log order. */
  records(key: readonly Value[]): readonly AcceptedRecord[]
  /** Every key that an accepted record has, in the order of its first. */
  keys(): readonly (readonly Value[])[]
  /** Distinct accepted arrivals of a key, ascending, µs. */
  arrivals(key: readonly Value[]): readonly Instant[]
  /** Distinct event times among a key's accepted upserts, ascending, µs. */
  eventTimes(key: readonly Value[]): readonly Instant[]
  /** Greatest α below the given offsets, by partition; null where nothing lies below. */
  greatestApplied(offsets: Readonly<Record<string, number>>): Instant | null
  /** Smallest α at or above the given offsets, by partition; null where everything lies below. */
  smallestNotApplied(offsets: Readonly<Record<string, number>>): Instant | null
}

export interface SpecificationOptions {
  /** The log holds every fact with τ from there on (µs); null or absent: from the start of time. */
  readonly completeFrom?: Instant | null
}

/** Prepares a log for the specification evaluator; records need not be ordered. */
export function specificationLog(
  definitions: Definitions,
  source: Source,
  log: readonly PlacedRecord[],
  options: SpecificationOptions = {},
): SpecificationLog {
  const accepted = acceptLog(definitions, source, log)
  const byKey = Map.groupBy(accepted.records, record => record.keyText)
  const recordsOf = (key: readonly Value[]) => byKey.get(keyText(key)) ?? []
  const idsOf = new Map([...byKey].map(([key, records]) => [key, recordsById(records)]))
  const factsAt = rememberLast((key: string, visible: Visibility) => {
    return knownFacts(idsOf.get(key) ?? [], record => isVisible(record, visible))
  })
  return {
    accepted,
    lastArrival: accepted.records.at(-1)?.arrival ?? null,
    evaluate(feature, key, point, tailFrom = point.asOf) {
      const from = options.completeFrom ?? null
      if (key.includes(null))
        return evaluateFeature(feature, [], { head: point.asOf, tail: point.asOf }, null)
      const read = readingOf(feature, point)
      const tail =
        feature.refresh === null ? tailFrom : refreshedAt(feature, Math.min(knownBy(point), tailFrom))
      return evaluateFeature(feature, factsAt(keyText(key), read.visible), { head: read.asOf, tail }, from)
    },
    records: recordsOf,
    keys: () => [...byKey.values()].map(([first]) => (first as AcceptedRecord).key),
    arrivals: key => distinct(recordsOf(key).map(record => record.arrival)),
    eventTimes: key =>
      distinct(recordsOf(key).flatMap(record => (record.upsert ? [record.eventTime as number] : []))),
    greatestApplied: offsets => {
      return extreme(
        accepted.records.filter(record => isApplied(record, offsets)),
        Math.max,
      )
    },
    smallestNotApplied: offsets => {
      return extreme(
        accepted.records.filter(record => !isApplied(record, offsets)),
        Math.min,
      )
    },
  }
}

/** Which records count: those that arrived by `until` (µs) and, where offsets are given, lie below them. */
interface Visibility {
  readonly until: Instant
  readonly offsets: Readonly<Record<string, number>> | null
}

/** Where a feature really looks: T itself, or the last refresh R that was there by min(K, T); semantics § 3. */
function readingOf(feature: StoredFeature, point: EvaluationPoint): { asOf: Instant; visible: Visibility } {
  const offsets = point.knowledge.kind === 'applied' ? point.knowledge.offsets : null
  const until = point.knowledge.kind === 'applied' ? Number.POSITIVE_INFINITY : point.knowledge.k
  if (feature.refresh === null) return { asOf: point.asOf, visible: { until, offsets } }
  const refreshed = refreshedAt(feature, Math.min(knownBy(point), point.asOf))
  if (point.trained) return { asOf: refreshed, visible: { until, offsets } }
  return { asOf: refreshed, visible: { until: Math.min(until, refreshed + feature.refresh.delay), offsets } }
}

/** K of a point (µs): for offsets the greatest α applied, −∞ where nothing was. */
function knownBy(point: EvaluationPoint): Instant {
  if (point.knowledge.kind === 'at') return point.knowledge.k
  return point.knowledge.greatest ?? Number.NEGATIVE_INFINITY
}

/** R: the newest instant on the grid of `every` with R + delay ≤ `by`. */
function refreshedAt(feature: StoredFeature, by: Instant): Instant {
  const { every, delay } = feature.refresh as NonNullable<StoredFeature['refresh']>
  return by === Number.NEGATIVE_INFINITY ? by : floorTo(by - delay, every)
}

function isVisible(record: AcceptedRecord, visible: Visibility): boolean {
  return record.arrival <= visible.until && (visible.offsets === null || isApplied(record, visible.offsets))
}

/** Whether a record lies below the offsets; one without a place in a partition never does. */
function isApplied(record: AcceptedRecord, offsets: Readonly<Record<string, number>>): boolean {
  const place = record.record.placement
  return place !== null && place.offset < (offsets[place.partition] ?? 0)
}

function extreme(records: readonly AcceptedRecord[], pick: (a: number, b: number) => number): Instant | null {
  return records.length === 0 ? null : records.map(record => record.arrival).reduce((a, b) => pick(a, b))
}

function distinct(instants: readonly Instant[]): Instant[] {
  return [...new Set(instants)].sort((a, b) => a - b)
}

/** Readings whose facts are kept: a row asks each feature as-known and as-trained, and a scheduled one earlier than others. */
const readingsKept = 4

/** Keeps the facts of the last readings: the features of a row mostly share them. */
function rememberLast(compute: (key: string, visible: Visibility) => Fact[]) {
  const last: { key: string; visible: Visibility; facts: Fact[] }[] = []
  return (key: string, visible: Visibility): Fact[] => {
    const known = last.find(each => each.key === key && sameVisibility(each.visible, visible))
    if (known !== undefined) return known.facts
    const facts = compute(key, visible)
    if (last.unshift({ key, visible, facts }) > readingsKept) last.pop()
    return facts
  }
}

function sameVisibility(a: Visibility, b: Visibility): boolean {
  return a.until === b.until && a.offsets === b.offsets
}
