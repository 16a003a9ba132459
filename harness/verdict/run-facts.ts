import type { Micros } from '../../features/value.ts'
import type {
  Canary,
  CaseResult,
  CoverageResult,
  LogResult,
  Provenance,
  RelationResult,
} from '../../reports/result.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { DriftFacts } from '../drift/drift-facts.ts'
import type { RegionFacts } from '../regions/region-facts.ts'
import type { AskedSuppressions } from './suppressions.ts'

/** What somebody declared that a run must keep to. */
interface Budgets {
  /** µs that a stale value may lag at most; null: none was declared, and staleness fails nothing. */
  readonly freshnessSlo: Micros | null
  /** Share of a feature's rows that may be late data at most; null: none was declared. */
  readonly lateDataShare: number | null
  /** Differences that are known and accepted; absent: none. */
  readonly suppressions?: AskedSuppressions | undefined
}

/** What a run knows beside its judged cells. */
export interface RunFacts {
  readonly budgets: Budgets
  /** One a source. */
  readonly log: readonly LogResult[]
  /** False where the log had no arrival times: then late data could not be seen. */
  readonly arrivalTimes: boolean
  /** Null where there is no training set; else how many of its rows no probe asked for. */
  readonly unusedTrainingRows: number | null
  /** By scenario, what had to happen and did not; null where nothing had to. */
  readonly mustHappen: ReadonlyMap<string, readonly Missed[]> | null
  /** Which rules of the semantics decided a compared value; absent or null: that was not measured. */
  readonly coverage?: CoverageResult | null
  /** Runs that were done again otherwise, by relation; absent: none was. */
  readonly relations?: readonly RelationResult[]
  /** Values that were stale although the store had said that everything was applied; absent: that was not looked at. */
  readonly unsettled?: number
  /** What the regions of a store came to; absent or null where none was opened with some. */
  readonly regions?: RegionFacts | null
  /** Cells that a second evaluator recomputed, and on how many the two differ; null where that did not run. */
  readonly selfCheck: { readonly sampled: number; readonly disagreements: number } | null
  /** What came of the store with a known bug; absent or null where none was planted. */
  readonly canary?: Canary | null
  /** Null where nothing was compared. */
  readonly drift: DriftFacts | null
  /** What the mismatches come from; absent where there are none, or nobody asked. */
  readonly diagnosis?: Diagnosis
  /** What failures were shrunk to. */
  readonly cases?: readonly CaseResult[]
  /** Why nothing could be judged from the start: no events, no served rows, …; null where something could. */
  readonly nothingToProve: string | null
  /** Share of the entities that were looked at; null: all. */
  readonly sample: number | null
  readonly notes: readonly string[]
  readonly notRun: readonly { readonly what: string; readonly reason: string }[]
  readonly provenance: Provenance
}

interface Missed {
  readonly happening: string
  readonly wanted: number
  readonly happened: number
}
