import type { Instant } from '../../../features/value.ts'
import type { LatencyCondition } from '../../../reports/latency-result.ts'
import { latencyPercentile } from '../judge-load.ts'
import { LatencyHistogram } from '../latency-histogram.ts'
import type { Canary } from './canaries.ts'
import type { BatchStamp } from './store-api.ts'

/** A canary's way, µs since the epoch; null where nobody told. */
export interface CanaryWay {
  readonly producedAt: Instant
  readonly appendedAt: Instant | null
  readonly consumedAt: Instant | null
  readonly writtenAt: Instant | null
  readonly visibleAt: Instant | null
}

/** The instants between which each stage lies, in the order of the way. */
const stages = [
  ['produced → appended', 'producedAt', 'appendedAt'],
  ['appended → consumed', 'appendedAt', 'consumedAt'],
  ['consumed → written', 'consumedAt', 'writtenAt'],
  ['written → visible', 'writtenAt', 'visibleAt'],
] as const

/** Percentiles that are shown of a stage. */
const shown = [50, 90, 99]

/**
 * Joins canaries with the stamps of the batches that took them in. Where a partition was taken again, after a worker died
 * with what it had done, the first batch whose effects were visible counts.
 */
export function canaryWays(canaries: readonly Canary[], stamps: readonly BatchStamp[]): CanaryWay[] {
  const places = Map.groupBy(stamps, ({ source, partition }) => `${source} ${partition}`)
  return canaries.map(({ source, placement, producedAt, appendedAt, visibleAt }) => {
    const all = placement === null ? [] : (places.get(`${source} ${placement.partition}`) ?? [])
    const offset = placement?.offset ?? -1
    const own = all.filter(({ from, next }) => from <= offset && offset < next)
    const first = own.toSorted((a, b) => a.writtenAt - b.writtenAt)[0]
    return {
      producedAt,
      appendedAt,
      consumedAt: first?.consumedAt ?? null,
      writtenAt: first?.writtenAt ?? null,
      visibleAt,
    }
  })
}

/** How long canaries took from produced to visible; those that nobody saw count as +∞. */
export function visibleTimes(ways: readonly CanaryWay[]): LatencyHistogram {
  const times = new LatencyHistogram()
  for (const { producedAt, visibleAt } of ways) {
    if (visibleAt === null) times.recordFailure()
    else times.record(visibleAt - producedAt)
  }
  return times
}

/** Records a second that became visible between two instants (µs). */
export function visiblePerSecond(stamps: readonly BatchStamp[], from: Instant, to: Instant): number {
  const within = stamps.filter(({ writtenAt }) => writtenAt >= from && writtenAt < to)
  const records = within.reduce((sum, { from, next }) => sum + next - from, 0)
  return (records * 1_000_000) / Math.max(1, to - from)
}

/**
 * The histogram of each stage. A worker may take a record before its acknowledgement has come back, and an answer may
 * show it before the worker hears that it is written: such a stage took no time.
 */
export function stageTimes(ways: readonly CanaryWay[], ages: LatencyHistogram): LatencyCondition['stages'] {
  const each = stages.map(([name, from, to]) => {
    const times = new LatencyHistogram()
    for (const way of ways) {
      const [a, b] = [way[from], way[to]]
      if (a !== null && b !== null) times.record(Math.max(0, b - a))
    }
    return stageOf(name, times)
  })
  return [...each, stageOf('produced → visible', visibleTimes(ways)), stageOf('age at read', ages)]
}

function stageOf(stage: string, times: LatencyHistogram): LatencyCondition['stages'][number] {
  const percentiles = shown.map(percentile => latencyPercentile(times.percentile(percentile)))
  return { stage, events: times.count, percentiles, histogram: times.stored() }
}
