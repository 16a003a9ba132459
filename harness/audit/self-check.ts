import type { Instant } from '../../features/value.ts'
import type { Readings } from '../diff/judgement.ts'
import { specificationReadings } from '../diff/specification-readings.ts'
import type { TargetPlan } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'
import { recomputedAlike } from '../oracle/recomputed-alike.ts'
import { wantedKeys } from './judge-staged-table.ts'
import type { KeyLogs } from './key-logs.ts'

/** A row that the batch plan answered, kept for the specification evaluator to look at. */
export interface SampledRow {
  readonly target: TargetPlan
  readonly served: ServedRow
  readonly readings: Readonly<Record<string, Readings>>
}

export interface SelfCheck {
  /** Cells that both evaluators recomputed. */
  readonly sampled: number
  readonly disagreements: number
}

/** Records that the check may load in all, so that a hot key does not hold up the audit; one row is always looked at. */
const recordsMax = 1_000_000

/** Keeps every n-th row, evenly spread, so that about `wanted` of `rows` are kept; deterministic. */
export function rowSampler(rows: number, wanted: number): (row: number) => boolean {
  const every = Math.max(1, Math.floor(rows / wanted))
  return row => row % every === 0
}

/** Recomputes sampled rows by the specification evaluator and counts the cells on which the batch plan differs. */
export async function checkSample(
  rows: readonly SampledRow[],
  logs: KeyLogs,
  cut: Instant,
): Promise<SelfCheck> {
  let sampled = 0
  let disagreements = 0
  let loaded = 0
  for (const { target, served, readings } of rows) {
    if (loaded > recordsMax) break
    const own = await logs.load(wantedKeys(target, [served.key]))
    loaded += own.records
    const specified = specificationReadings(target.target, own.logs, cut)(served)
    for (const plan of target.columns) {
      if (plan.kind !== 'stored') continue
      for (const reading of ['asKnown', 'asTrained'] as const) {
        const ours = specified[plan.column]?.[reading]
        const theirs = readings[plan.column]?.[reading]
        sampled++
        if (ours === undefined || theirs === undefined || !recomputedAlike(plan.feature, ours, theirs))
          disagreements++
      }
    }
  }
  return { sampled, disagreements }
}
