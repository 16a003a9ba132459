import { quantileSorted } from 'simple-statistics'
import type { Micros } from '../../features/value.ts'

/** How late stale cells were, µs. Quantiles are of a thinned sample once there are very many. */
export interface LagSummary {
  readonly count: number
  readonly median: Micros
  readonly p90: Micros
  readonly p99: Micros
  readonly max: Micros
  /** How many lie above the freshness SLO; 0 where none was declared. */
  readonly overSlo: number
}

/** Gathers lags in bounded memory. */
export interface LagSample {
  add(lag: Micros): void
  /** Null where no lag was added. */
  summary(): LagSummary | null
}

/**
 * Keeps every lag up to `capacity`, then every second, every fourth and so on: bounded, and the same for the same lags
 * in the same order. Count, maximum and what lies above `slo` (µs) are always exact.
 */
export function lagSample(slo: Micros | null = null, capacity = 65_536): LagSample {
  let kept: Micros[] = []
  let stride = 1
  let count = 0
  let max = Number.NEGATIVE_INFINITY
  let overSlo = 0
  return {
    add(lag) {
      if (count % stride === 0) kept.push(lag)
      count++
      max = Math.max(max, lag)
      if (slo !== null && lag > slo) overSlo++
      if (kept.length <= capacity) return
      kept = kept.filter((_, i) => i % 2 === 0)
      stride *= 2
    },
    summary() {
      if (count === 0) return null
      const sorted = kept.toSorted((a, b) => a - b)
      const quantile = (p: number) => quantileSorted(sorted, p)
      return { count, median: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), max, overSlo }
    },
  }
}
