import type { Definitions } from '../../../features/definitions.ts'
import type { Instant } from '../../../features/value.ts'
import type { Answerers } from './workers/worker-pool.ts'

/** Readings of all stored features of a document, answered in one pass over its logs. */
export interface IndexedRun {
  readonly definitions: Definitions
  /** By source name: its log, as a relation of the connection, named as SQL names it. */
  readonly logs: ReadonlyMap<string, string>
  readonly readings: readonly IndexedReading[]
  /** By source: the log holds every fact with τ from there on (µs); absent: from the start of time. */
  readonly completeFrom?: ReadonlyMap<string, Instant | null>
}

export interface IndexedReading {
  /** The points relation: `__probe`, the key parts by name, `as_of` and `__k` (µs), `__applied` (JSON; read where `__k` is null). */
  readonly points: string
  /** The table to make, one row a point; the batch plan's `readAnswers` reads it. */
  readonly into: string
  readonly trained: boolean
}

export interface IndexedOptions {
  /** Worker threads; as many as there are cores by default. Few records are answered without any. */
  readonly threads?: number
  /**
   * Bytes that rows and answers in flight may take, beside the largest key and what DuckDB's own `memory_limit` allows;
   * 2 GiB by default. Where they would not fit, keys are worked through in several passes over the log.
   */
  readonly memory?: number
  /** α does not fall along the offsets of a partition, as in a staged History; else it is raised first. */
  readonly arrivalsRaised?: boolean
  /** Called now and then with the number of points that are answered, over all readings. */
  readonly onProgress?: (answered: number) => void
  /** Aborted where the work shall stop, with its reason. */
  readonly signal?: AbortSignal
  /** Begins the names of temporary tables; `indexed` by default. */
  readonly prefix?: string
  /** Workers to use, which stay open; absent: the run opens its own. */
  readonly answerers?: Answerers
}
