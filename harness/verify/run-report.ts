import type { LogResult } from '../../reports/result.ts'
import type { SelfCheck } from '../audit/self-check.ts'
import type { RunMarks } from '../coverage/measure-marks.ts'
import type { TallyPart } from '../diff/tally-part.ts'
import type { ColumnPairs } from '../drift/pairs/column-pairs.ts'
import type { Happened } from '../drive/must-happen.ts'
import type { NotRun } from '../drive/not-run.ts'
import type { ServedRow, TrainingRow } from '../history/history.ts'
import type { RelationReport } from '../metamorphic/relate-run.ts'
import type { RegionFacts } from '../regions/region-facts.ts'
import type { ShrunkFolder } from '../shrink/shrink-folder.ts'
import type { ShrinkJob } from '../shrink/shrink-job.ts'

/** One run to do: a scenario by its place in the list, and which of its seeds, from 0 on. */
export interface Job {
  readonly scenario: number
  readonly run: number
}

/** What a run gave, as plain data that another process can send. */
export interface RunReport {
  readonly job: Job
  /** Why the scenario was not run: the store lacks something that it is about; absent: it was. */
  readonly skipped?: string
  readonly part: TallyPart
  /** Served against as-known. */
  readonly pairs: readonly ColumnPairs[]
  /** What was served and trained on, where the store gave its training values. */
  readonly trainedRows: readonly TrainedRows[]
  readonly happened: Happened
  readonly notRun: readonly NotRun[]
  /** One a source. */
  readonly log: readonly LogResult[]
  /** Which rules of the semantics decided a compared value; absent: that was not measured. */
  readonly marks?: RunMarks
  /** What came of doing the run again otherwise; absent: it was not. */
  readonly related?: readonly RelationReport[]
  /** Whether the store gave its training values. */
  readonly trained: boolean
  /** Whether a cell is wrong on either side, or was not answered. */
  readonly suspect: boolean
  /** Cells that are stale although the store had said that everything was applied. */
  readonly unsettled: number
  /** What the seed drew of the scenario's options; absent where nothing failed. */
  readonly drawn?: Readonly<Record<string, unknown>>
  /** Absent or null where the store was not opened with regions. */
  readonly regions?: RegionFacts | null
  readonly store: { readonly name: string; readonly stack: string }
  /** Of a shard of an exhaustive scenario: what it ran, and whether that was all; absent for others. */
  readonly covered?: { readonly histories: number; readonly runs: number; readonly whole: boolean }
  /** Where its History was written, and what reading it back gave; null where it was not. */
  readonly kept: KeptRun | null
}

/** The rows of one target in a run. */
export interface TrainedRows {
  readonly target: string
  readonly served: readonly ServedRow[]
  readonly training: readonly TrainingRow[]
}

export interface KeptRun {
  readonly folder: string
  readonly selfCheck: SelfCheck
}

/** Does runs; several may be under way at once. */
export interface JobRunner {
  /** How many runs it does at the same time. */
  readonly width: number
  /** @throws PlumblineError what the store throws */
  run(job: Job): Promise<RunReport>
  /** Makes a failure smaller; null where it does not come again. Absent: nobody can. */
  readonly shrink?: (job: ShrinkJob) => Promise<ShrunkFolder | null>
}
