import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js'
import type { Micros } from '../../features/value.ts'
import { percentileRanks } from './percentile-ranks.ts'

/** A percentile as measured, and the interval that covers the true one; +∞ where a failure, or nothing, stands there. */
export interface PercentileEstimate {
  readonly percentile: number
  readonly estimate: Micros
  readonly low: Micros
  readonly high: Micros
  /** The chance that the interval covers the percentile. */
  readonly coverage: number
}

/** A histogram as text, to be stored and merged later. */
export interface StoredHistogram {
  /** HdrHistogram, compressed, base 64. */
  readonly hdr: string
  readonly failures: number
}

/** An hour, µs: what takes longer is a failure for anybody who waits. */
const highest = 3_600_000_000
const digits = 3

function emptyHdr(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: highest,
    numberOfSignificantValueDigits: digits,
    bitBucketSize: 32,
  })
}

/**
 * Times in µs to three digits (HdrHistogram), and failures, which count as +∞: an error that comes back fast is no fast
 * answer. Histograms of blocks, processes and runs can be merged.
 */
export class LatencyHistogram {
  readonly #hdr: Histogram
  #failures = 0

  constructor(stored: StoredHistogram | null = null) {
    this.#hdr = stored === null ? emptyHdr() : decodeFromCompressedBase64(stored.hdr)
    this.#failures = stored?.failures ?? 0
  }

  /** All of them as one, themselves unchanged. */
  static merged(histograms: readonly LatencyHistogram[]): LatencyHistogram {
    const all = new LatencyHistogram()
    for (const each of histograms) all.merge(each)
    return all
  }

  record(latency: Micros): void {
    if (latency > highest) this.#failures++
    // Less than a microsecond is one: the histogram has no smaller unit.
    else this.#hdr.recordValue(Math.max(1, Math.round(latency)))
  }

  recordFailure(): void {
    this.#failures++
  }

  merge(other: LatencyHistogram): void {
    this.#hdr.add(other.#hdr)
    this.#failures += other.#failures
  }

  /** Everything that was recorded, failures too. */
  get count(): number {
    return this.#hdr.totalCount + this.#failures
  }

  get failures(): number {
    return this.#failures
  }

  /** The order statistic of a rank from 1, µs; +∞ beyond what was answered. */
  atRank(rank: number): Micros {
    const answered = this.#hdr.totalCount
    if (rank > answered) return Number.POSITIVE_INFINITY
    return this.#hdr.getValueAtPercentile(((rank - 0.5) / answered) * 100)
  }

  /** How many took at most so long (µs), to the histogram's three digits. */
  countUpTo(limit: Micros): number {
    let low = 0
    let high = this.#hdr.totalCount
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.atRank(middle) <= limit) low = middle
      else high = middle - 1
    }
    return low
  }

  percentile(percentile: number, confidence = 0.95): PercentileEstimate {
    const { low, high, coverage } = percentileRanks(this.count, percentile, confidence)
    const rank = Math.max(1, Math.ceil((this.count * percentile) / 100))
    return {
      percentile,
      estimate: this.atRank(rank),
      low: low === 0 ? 0 : this.atRank(low),
      high: this.atRank(high),
      coverage,
    }
  }

  stored(): StoredHistogram {
    return { hdr: encodeIntoCompressedBase64(this.#hdr), failures: this.#failures }
  }
}
