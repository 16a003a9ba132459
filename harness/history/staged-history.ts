import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions } from '../../features/definitions.ts'
import type { Target, TargetColumn } from '../../features/target.ts'
import type { ValueType } from '../../features/value.ts'
import type { HistoryPage } from './history.ts'

/**
 * A source's log in DuckDB, as the documents of one shape see it. Columns: every field of the source in its own type;
 * `event_time`, `arrival_time` (TIMESTAMP; α raised along the offsets of a partition, semantics § 2), `seq` (BIGINT,
 * complete: (arrival_time, seq) is the order of the log), `id` (VARCHAR or BIGINT), `revision` (BIGINT), `op`
 * (VARCHAR), `partition` (INTEGER), `offset` (BIGINT), `__row` (BIGINT: 1, 2, … in the file), `__reject` (VARCHAR: why
 * the record is illegal whatever else the log holds, null where it is legal), `__arrival` (TIMESTAMP: α as it was
 * recorded) and `__raw` (VARCHAR: what the cells held that their columns cannot hold). `row` and `reject` are `__row` and
 * `__reject` once more, where no field has these names.
 */
export interface StagedLog {
  readonly source: string
  /** Quoted SQL name of the relation that holds what was staged: all records, or the sample. */
  readonly relation: string
  /** As `relation`, but of all records; another relation only where the History was sampled: it has no fields. */
  readonly whole: string
  readonly fields: ReadonlyMap<string, ValueType>
  readonly keyFields: readonly string[]
  readonly idType: 'string' | 'int'
  /** Records in `relation`. */
  readonly rows: number
  /** No arrival times were given: they are the event times, and late data cannot be judged. */
  readonly lateUnknown: boolean
  /** Records in `relation` that had no arrival time of their own in a log that has them. */
  readonly arrivalsAssumed: number
  /** Records in `relation` whose α was raised to the running maximum of its partition. */
  readonly raised: number
  /** Records in `relation` with a `reject`. */
  readonly rejected: number
  /** Whether any record has a partition and an offset. */
  readonly placed: boolean
}

/** One target's served and training values in DuckDB. */
export interface StagedTable {
  readonly target: Target
  readonly name: string
  /**
   * Quoted SQL name. Columns: `__row` (BIGINT: 1, 2, …), `probe_id` (VARCHAR or BIGINT), the key parts, `as_of` and
   * `answered_at` (BIGINT µs), each of `columns` with its `<column>__state` (VARCHAR), every `request_<field>`,
   * `version` and `asked_version` (BIGINT), `applied` (VARCHAR, JSON), `watermark` (BIGINT µs), `__raw` (VARCHAR), and
   * `row`, which is `__row`, where nothing else has this name.
   */
  readonly served: string
  readonly servedRows: number
  /** Quoted SQL name: `__row`, `probe_id`, the key parts, `as_of` (BIGINT µs), each of `trainingColumns`, `__raw`. */
  readonly training: string | null
  readonly trainingRows: number
  readonly probeIdType: 'string' | 'int'
  /** Whether training rows match by `probe_id`; else by key and as-of time. */
  readonly trainingByProbeId: boolean
  readonly trainingProbeIdType: 'string' | 'int' | null
  /** What was served, in the order of the target's columns. */
  readonly columns: readonly TargetColumn[]
  readonly trainingColumns: readonly TargetColumn[]
  /** Features without a served column, and (where there is a training set) without a training column. */
  readonly uncompared: { readonly online: readonly string[]; readonly offline: readonly string[] }
  /** Request fields of the target's on-demand features, by name. */
  readonly request: ReadonlyMap<string, ValueType>
}

/** What a sample kept. */
export interface KeptSample {
  /** The share of keys that was asked for, 0 < share ≤ 1. */
  readonly share: number
  readonly probes: { readonly kept: number; readonly of: number }
  readonly records: { readonly kept: number; readonly of: number }
}

/** A History as relations of DuckDB, whatever it came from. */
export interface StagedHistory {
  readonly connection: DuckDBConnection
  /**
   * Opens another connection on the same database. A streamed result ends without an error when its connection runs
   * another statement, so each stream needs one of its own.
   */
  connect(): Promise<DuckDBConnection>
  readonly page: HistoryPage
  /** Every target of the definitions, with a table or not. */
  readonly targets: readonly Target[]
  readonly tables: readonly StagedTable[]
  /** By source: the relation of its log. Where documents see one source differently, use `logOf`. */
  readonly logs: ReadonlyMap<string, string>
  readonly sources: ReadonlyMap<string, StagedLog>
  /** The log of a source as a document sees it: its key and its fields decide what is rejected. */
  logOf(definitions: Definitions, source: string): StagedLog
  /** What the user should hear of the files: one sentence each. */
  readonly notes: readonly string[]
  /** Why no verdict can follow from this History (no events, no served rows, …), or null. */
  readonly nothingToProve: string | null
  readonly sample: KeptSample | null
  /** Drops the relations; closes the database where it was opened for them. */
  close(): Promise<void>
}
