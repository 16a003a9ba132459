import type { CauseName, unexplained } from './cause-name.ts'
import type { CellSide } from './cell.ts'
import type { SideVerdict } from './side-vote.ts'

/** A cause of the mismatches of one feature on one side. */
export interface NamedCause {
  readonly cause: CauseName | typeof unexplained
  readonly side: CellSide
  /** Which side is wrong, by the served, the training and our value. */
  readonly wrongSide: SideVerdict
  /** What the store does: follows "the store". */
  readonly does: string
  /** What to change, one sentence. */
  readonly mend: string
  /** Sampled mismatches that it reproduces, of those that were looked at; each is counted for one cause. */
  readonly explained: number
  readonly mismatches: number
  /** Sampled matches of which it says otherwise, of those that were looked at. */
  readonly contradicted: number
  readonly matches: number
  /** Mismatches and matches that there are; more than were looked at where only a sample was. */
  readonly mismatchesOf: number
  readonly matchesOf: number
  /** The share of mismatches reproduced times the share of matches kept. */
  readonly confidence: number
  /** One cell in a sentence, with the fact that decides it. */
  readonly proof: string
  /** What was tried and explains none, where nothing explains these cells. */
  readonly ruledOut: readonly string[]
}

/** One mismatch that was looked at, and its cause. */
export interface CauseOfCell {
  readonly scenario: string | null
  readonly seed: number | null
  readonly target: string
  readonly probeId: bigint | string
  readonly feature: string
  readonly side: CellSide
  readonly cause: CauseName | typeof unexplained
}

/** What a run's mismatches come from. */
export interface Diagnosis {
  /** By `<target>.<column>`, the causes of the most cells first. */
  readonly features: ReadonlyMap<string, readonly NamedCause[]>
  readonly cells: readonly CauseOfCell[]
}
