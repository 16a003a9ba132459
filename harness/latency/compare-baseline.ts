import type {
  LatencyBaseline,
  LatencyPercentile,
  LatencyResult,
  MeasuredTarget,
} from '../../reports/latency-result.ts'

/**
 * Holds the percentiles of a run against those of a stored one: slower or faster where the two 95 % intervals lie apart,
 * else not to be told apart. It gates nothing, since absolute times of another hour are another machine's: what decides
 * between two servers is `--against`, which measures them in turn.
 */
export function compareBaseline(name: string, before: LatencyResult, now: MeasuredTarget): LatencyBaseline {
  const stored = before.targets[0]?.percentiles ?? []
  return {
    name,
    machine: before.provenance.machine,
    changes: now.percentiles.flatMap(each => {
      const old = stored.find(({ percentile }) => percentile === each.percentile)
      return old === undefined
        ? []
        : [{ percentile: each.percentile, before: old, now: each, change: changeOf(old, each) }]
    }),
  }
}

function changeOf(
  before: LatencyPercentile,
  now: LatencyPercentile,
): LatencyBaseline['changes'][number]['change'] {
  if (low(now) > high(before)) return 'slower'
  return high(now) < low(before) ? 'faster' : 'not-told-apart'
}

/** Null is +∞ at either end. */
function low(of: LatencyPercentile): number {
  return of.low ?? Number.POSITIVE_INFINITY
}

function high(of: LatencyPercentile): number {
  return of.high ?? Number.POSITIVE_INFINITY
}
