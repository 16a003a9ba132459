import type { PlacedRecord } from '../../features/log-record.ts'
import type { Target } from '../../features/target.ts'
import type { Instant, State, Value } from '../../features/value.ts'
import type { Applied } from '../store.ts'

/** Which reading a training set claims to be; semantics § 7. */
export type TrainingReading = 'as-trained' | 'as-known'

/** `history.json`, parsed; the definitions and services in it stand resolved in `History.targets`. */
export interface HistoryPage {
  readonly training: { readonly reading: TrainingReading; readonly cut: Instant | null }
  /** By source: the log holds every fact with τ from there on (µs). */
  readonly completeFrom: Readonly<Record<string, Instant>>
  readonly scenario: string | null
  readonly seed: number | null
  readonly options: Readonly<Record<string, unknown>>
  readonly store: { readonly name: string; readonly stack: string } | null
}

export interface ServedCell {
  readonly value: Value
  /** Null where the store gave none: then values alone are compared. */
  readonly state: State | null
}

export interface ServedRow {
  readonly probeId: bigint | string
  /** In the order of the target's entity. */
  readonly key: readonly Value[]
  readonly asOf: Instant
  readonly answeredAt: Instant
  /** By column; a column that was not served is absent. */
  readonly cells: Readonly<Record<string, ServedCell>>
  readonly request: Readonly<Record<string, Value>>
  readonly version: number | null
  readonly askedVersion: number | null
  readonly applied: Applied | null
  readonly watermark: Instant | null
}

export interface TrainingRow {
  readonly probeId: bigint | string | null
  readonly key: readonly Value[]
  readonly asOf: Instant
  /** By column; a column that the training set lacks is absent. */
  readonly values: Readonly<Record<string, Value>>
}

export interface HistoryTable {
  readonly target: Target
  readonly served: readonly ServedRow[]
  /** Null where no training set was recorded. */
  readonly training: readonly TrainingRow[] | null
}

/** A run of the harness or a log from production, in memory: small ones only, large ones stay in DuckDB. */
export interface History {
  readonly page: HistoryPage
  /** By source, in the order of the log. */
  readonly events: ReadonlyMap<string, readonly PlacedRecord[]>
  readonly tables: readonly HistoryTable[]
}
