import type { AggregateKind, Definitions, Service } from '../features/definitions.ts'
import type { LogRecord, Placement } from '../features/log-record.ts'
import type { Instant, State, Value } from '../features/value.ts'
import type { Fault, FaultKind } from '../scenarios/fault.ts'

export type { Fault, FaultKind }

/** What a store is opened with. A store serves each document by its name, and each service by its name. */
export interface Opening {
  readonly definitions: readonly Definitions[]
  readonly services: readonly Service[]
  /** The run's clock (µs): virtual in a simulation. */
  readonly now: () => Instant
  /**
   * Names of the regions that the store shall keep replicas in, home first, all fed from the one log; absent: none. Only a
   * store whose capabilities have so many is opened with some.
   */
  readonly regions?: readonly string[]
  /** How many partitions its log shall have, for a store whose capabilities say `partitionCounts`; absent: as it likes. */
  readonly partitions?: number
  /** How its clients shall write instants, one of its `encodings`; absent: as they mostly do. */
  readonly encoding?: string
}

/** One question: the values of a target's features for one key at one instant. */
export interface Probe {
  readonly probeId: bigint | string
  /** Name of the document or service that is asked. */
  readonly target: string
  /** By key part name. */
  readonly key: Readonly<Record<string, Value>>
  /** T, µs. */
  readonly asOf: Instant
  /** Request fields of on-demand features, by field name. */
  readonly request: Readonly<Record<string, Value>>
  readonly askedVersion: number | null
  /** The region that shall answer, and no other; absent: home, or where that cannot another one. */
  readonly region?: string
}

/** By source, by partition (as text): the next offset that was not yet applied. A partition not listed is at 0. */
export type Applied = Readonly<Record<string, Readonly<Record<string, number>>>>

/** One answer. Columns are feature names, `<document>__<feature>` for a service's documents. */
export interface Answer {
  /** Where it is given it is held against the probe's, so that answers in another order are refused. */
  readonly probeId?: bigint | string
  readonly values: Readonly<Record<string, Value>>
  /** Where the store tells states apart. */
  readonly states?: Readonly<Record<string, State>>
  /** Definition version that answered. */
  readonly version?: number
  /** The region that answered, where the store was opened with some. */
  readonly region?: string
  /** State it where the store may lag: without it, or a watermark, one K has to explain a row; semantics § 7. */
  readonly applied?: Applied
  /** µs: every record that arrived up to here had been applied, none later. */
  readonly watermark?: Instant
}

/** One move of a store whose inside the harness may schedule; all of them are deterministic. */
/** With `region`, the worker of that region makes it; absent: the only one, or the home region’s. */
export type Step = {
  readonly region?: string
} /** Poll at most `maxRecords` of a partition, write their effects; progress is not committed. */ & (
  | { readonly kind: 'apply'; readonly partition: number; readonly maxRecords: number }
  /** As `apply`, but the worker dies when it has written `keys` of the keys it touched. */
  | {
      readonly kind: 'apply-and-crash'
      readonly partition: number
      readonly maxRecords: number
      readonly keys: number
    }
  /** Commit what was applied of a partition. */
  | { readonly kind: 'commit'; readonly partition: number }
  /**
   * The worker dies and comes back: what was applied but not committed is delivered again. With `partition`, only that one
   * moves to another worker, with its state; a store may just as well restart the whole.
   */
  | { readonly kind: 'restart'; readonly partition?: number }
)

/** Records beside the first upsert of a fact, in the order in which a log first tells them apart. */
export type RecordKind = 'duplicate' | 'correction' | 'delete' | 'reject'

export interface Capabilities {
  readonly name: string
  /** How the store runs, as it shall stand in reports: `simulated`, `kafka+redis`, … */
  readonly stack: string
  /** Can answer at a virtual as-of time. Without it probes happen now. */
  readonly asOfReads: boolean
  readonly states: boolean
  readonly onDemand: boolean
  readonly services: boolean
  readonly refresh: boolean
  /** Kinds it computes; absent means all. */
  readonly aggregates?: readonly AggregateKind[]
  /**
   * Whose clock an answer is for: `given`, the as-of time of each probe; `own`, the machine's, whatever a probe says. A
   * run with such a store ends now: its events lie in the past, and what an answer is for is when it was asked. Absent: given.
   */
  readonly clock?: 'given' | 'own'
  /** The finest step that its clocks and event times know: runs are made of whole such steps. Absent: `us`. */
  readonly precision?: 'us' | 'ms' | 's'
  /** Whether inputs and filters may be calculated; without it they are plain fields, and there is no filter. Absent: yes. */
  readonly expressions?: boolean
  /** What it takes beside the first upsert of each fact; others are left out of its runs. Absent: all. */
  readonly records?: readonly RecordKind[]
  /** Number of partitions of the log where `step` may be called, else 0. */
  readonly partitions: number
  /** What can be made to go wrong around it, with `fault`; absent: nothing. */
  readonly faults?: readonly FaultKind[]
  /** Why, in half a sentence, some of the others are not: the service is somebody else’s, nothing can be mounted, … */
  readonly withheld?: Readonly<Partial<Record<FaultKind, string>>>
  /** In how many regions it can keep replicas; absent: 1. */
  readonly regions?: number
  /** Whether it can be opened with any number of partitions; absent: no. */
  readonly partitionCounts?: boolean
  /** The ways in which its clients write instants, the usual one first, such as µs, ms, UTC or an offset; absent: one. */
  readonly encodings?: readonly string[]
  /** Whether every answer states the offsets that it holds, so that it may be asked while it lags; absent: no. */
  readonly offsets?: boolean
  /** Whether stores that are open at the same time share nothing, so that runs may go on side by side; absent: no. */
  readonly isolated?: boolean
}

/**
 * A feature store as the harness drives it. Every method may return a promise. What a store cannot do it says in
 * `capabilities`; a method it lacks is not called, and what needed it is listed as not run.
 */
export interface Store {
  readonly capabilities: Capabilities
  open(opening: Opening): Promise<void> | void
  /** Appends records to the log, in order; says where each went, where the store has partitions (null: refused). */
  ingest(
    records: readonly LogRecord[],
  ): Promise<readonly (Placement | null)[] | undefined> | readonly (Placement | null)[] | undefined
  /** Returns when everything ingested so far is applied and visible. */
  settle(): Promise<void> | void
  /** Answers in the order of the probes, one answer each. All probes of one call share target and as-of time. */
  read(probes: readonly Probe[]): Promise<readonly Answer[]> | readonly Answer[]
  /** The store's own training values, as a batch join over the log up to `cut` (µs) gives them. */
  train?(probes: readonly Probe[], cut: Instant): Promise<readonly Answer[]> | readonly Answer[]
  step?(step: Step): Promise<void> | void
  /** Makes one of the faults of its capabilities happen; returns when it is over, or goes on by itself. */
  fault?(fault: Fault): Promise<void> | void
  close?(): Promise<void> | void
}

/** What a store module exports as its default: a class or a function that makes a store. */
export type StoreFactory = (new () => Store) | (() => Store | Promise<Store>)
