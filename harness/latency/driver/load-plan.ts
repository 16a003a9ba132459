import type { StoredHistogram } from '../latency-histogram.ts'
import type { Arrivals } from '../send-times.ts'

/** One HTTP request as it goes over the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly path: string
  readonly body: string | null
  /** Requests of one group, such as those for hot keys, have percentiles of their own; absent: in no group. */
  readonly group?: string
}

/** One server under load. */
export interface LoadTarget {
  /** Scheme, host and port. */
  readonly origin: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent in turn, from the first again after the last. */
  readonly requests: readonly HttpRequest[]
}

/** What the driver process is told. Everything that it does follows from this and the seed. */
export interface LoadPlan {
  readonly target: LoadTarget
  /** Requests a second. */
  readonly rate: number
  readonly durationMs: number
  readonly arrivals: Arrivals
  readonly seed: number
  /** The run is told in so many blocks of equal length. */
  readonly blocks: number
  /** At most so many requests are under way; what is due beyond that waits, and its waiting counts. */
  readonly connections: number
  /** An answer that takes longer (ms, from the intended send time) is a failure. */
  readonly timeoutMs: number
  /** One answer in so many, by chance, is kept whole, to be checked; 0: none. */
  readonly keepEvery: number
}

/** An answer that was kept; its time is not in the histogram yet. */
export interface KeptAnswer {
  readonly block: number
  /** Index into the target's requests. */
  readonly request: number
  /** When it was due, ms after the start. */
  readonly dueMs: number
  readonly latencyUs: number
  readonly status: number
  readonly body: string
}

export interface LoadBlock {
  readonly latency: StoredHistogram
  /** Those of each group, by its name. */
  readonly groups: Readonly<Record<string, StoredHistogram>>
  /** How long after its intended time a request was really sent, µs: the driver's own fault. */
  readonly lag: StoredHistogram
  /** Failures by what happened, such as `status 500`, `timeout`, `ECONNRESET`. */
  readonly failures: Readonly<Record<string, number>>
  readonly due: number
}

export interface LoadReport {
  /** The first intended send, µs since the epoch by the machine's clock. */
  readonly startedAt: number
  readonly blocks: readonly LoadBlock[]
  readonly kept: readonly KeptAnswer[]
  /** From the first intended send to the last answer, ms. */
  readonly elapsedMs: number
  /** Answers that came, of any status. */
  readonly answered: number
  /** Most requests that were under way, or waited for a connection, at once. */
  readonly outstandingMax: number
}

export type DriverMessage =
  | { readonly kind: 'progress'; readonly line: string }
  | { readonly kind: 'done'; readonly report: LoadReport }
  | { readonly kind: 'failed'; readonly sentence: string }
