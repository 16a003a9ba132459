import type { FinishedFeature } from '../../features/aggregations/feature-fold.ts'
import { foldReading } from '../../features/streaming-plan/fold-reading.ts'
import { planReading, type Reading } from '../../features/streaming-plan/plan-reading.ts'
import type { SourcePlan } from '../../features/streaming-plan/streaming-plan.ts'
import type { Instant } from '../../features/value.ts'
import type { OnlineStore, RangeAnswer, RangeQuery, Watermark } from '../online/online-store.ts'

/** Stored features of one document from one source, and the keys that they are read for. */
export interface FeatureQuery {
  readonly document: string
  readonly source: string
  readonly plan: SourcePlan
  /** By probe: the key's text and the partitions that can hold it; null for a key with a null part. */
  readonly keys: readonly (ProbedKey | null)[]
}

interface ProbedKey {
  readonly text: string
  readonly partitions: readonly number[]
}

/** By source: the watermarks that an answer holds for, by partition. */
export type Watermarks = ReadonlyMap<string, readonly Watermark[]>

export type Put = (query: number, probe: number, feature: string, finished: FinishedFeature) => void

/** Reads in a row that may be overtaken by the worker before they count as unanswered. */
const attemptsMax = 16

/**
 * Reads and folds stored features at T (µs), all as of the same offsets, in one round trip where no feature is scheduled.
 * Null where the state moved on every time.
 */
export async function readFeatures(
  online: OnlineStore,
  queries: readonly FeatureQuery[],
  asOf: Instant,
  put: Put,
): Promise<Watermarks | null> {
  if (queries.some(({ plan }) => plan.groups.some(group => group.refresh !== null))) {
    return readScheduled(online, queries, asOf, put)
  }
  const readings = queries.map(({ plan }) => planReading(plan, asOf, null))
  const { watermarks, answers } = await online.readCurrent(
    queries.map((query, i) => rangeQuery(query, readings[i]!)),
  )
  for (const [i, query] of queries.entries()) foldQuery(i, query, readings[i]!, answers[i]!, put)
  return watermarks
}

/** Watermarks first, since they say which refresh of a scheduled feature is due, then rows as they were at those. */
async function readScheduled(
  online: OnlineStore,
  queries: readonly FeatureQuery[],
  asOf: Instant,
  put: Put,
): Promise<Watermarks | null> {
  const sources = [...new Set(queries.map(query => query.source))]
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const watermarks = new Map<string, readonly Watermark[]>()
    for (const source of sources) watermarks.set(source, await online.watermarks(source))
    const readings = queries.map(({ document, source, plan }) => {
      return planReading(plan, asOf, greatestApplied(document, watermarks.get(source)!))
    })
    const found = await online.readRanges(
      queries.map((query, i) => rangeQuery(query, readings[i]!)),
      watermarks,
    )
    if (found === 'superseded') continue
    for (const [i, query] of queries.entries()) foldQuery(i, query, readings[i]!, found[i]!, put)
    return watermarks
  }
  return null
}

/** K of a document's scheduled features: the greatest α applied over the whole source, µs. */
function greatestApplied(document: string, watermarks: readonly Watermark[]): Instant | null {
  let greatest: Instant | null = null
  for (const { documents } of watermarks) {
    const one = documents[document]?.greatest ?? null
    if (one !== null && (greatest === null || one > greatest)) greatest = one
  }
  return greatest
}

function rangeQuery({ document, source, keys }: FeatureQuery, { ranges }: Reading): RangeQuery {
  const rows = keys.flatMap(key => {
    return key === null ? [] : key.partitions.map(partition => ({ partition, key: key.text }))
  })
  return { document, source, rows, ranges }
}

function foldQuery(
  query: number,
  { plan, keys }: FeatureQuery,
  reading: Reading,
  found: RangeAnswer,
  put: Put,
): void {
  let row = 0
  for (const [probe, key] of keys.entries()) {
    const rows = key === null ? 0 : key.partitions.length
    const own = found.slice(row, row + rows)
    foldReading(plan, reading, own, (feature, finished) => put(query, probe, feature, finished))
    row += rows
  }
}
