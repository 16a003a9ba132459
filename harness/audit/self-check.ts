import { ownMember } from '../../features/own-member.ts'
import type { Instant } from '../../features/value.ts'
import type { Readings } from '../diff/judgement.ts'
import { specificationReadings } from '../diff/specification-readings.ts'
import type { TargetPlan } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'
import { recomputedAlike } from '../oracle/recomputed-alike.ts'
import { wantedKeys } from './judge-staged-table.ts'
import type { KeyLogs } from './key-logs.ts'

/** A row that the indexed evaluator answered, kept for the specification evaluator to look at. */
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

/** Rows, and about how many records, that are loaded together: each load is a pass over the log. */
const rowsTogether = 256
const recordsTogether = 50_000

/** Keeps every n-th row, evenly spread, so that about `wanted` of `rows` are kept; deterministic. */
export function rowSampler(rows: number, wanted: number): (row: number) => boolean {
  const every = Math.max(1, Math.floor(rows / wanted))
  return row => row % every === 0
}

/**
 * Recomputes sampled rows by the specification evaluator and counts the cells on which the indexed evaluator differs.
 * @throws the signal's reason where it is aborted
 */
export async function checkSample(
  rows: readonly SampledRow[],
  logs: KeyLogs,
  cut: Instant,
  signal: AbortSignal,
): Promise<SelfCheck> {
  const total = { sampled: 0, disagreements: 0 }
  let loaded = 0
  for (const [target, ofTarget] of Map.groupBy(rows, row => row.target)) {
    for (let at = 0, together = 1; at < ofTarget.length && loaded <= recordsMax; ) {
      signal.throwIfAborted()
      const some = ofTarget.slice(at, at + together)
      const keys = some.map(({ served }) => served.key)
      const own = await logs.load(wantedKeys(target, keys))
      const readings = specificationReadings(target.target, own.logs, cut)
      for (const row of some) compareRow(row, readings(row.served), total)
      loaded += own.records
      at += some.length
      // One row tells how many records the next may bring.
      const each = Math.max(1, own.records / some.length)
      together = Math.min(rowsTogether, Math.max(1, Math.floor(recordsTogether / each)))
    }
  }
  return total
}

function compareRow(
  { target, readings }: SampledRow,
  specified: Readonly<Record<string, Readings>>,
  total: { sampled: number; disagreements: number },
): void {
  for (const plan of target.columns) {
    if (plan.kind !== 'stored') continue
    for (const reading of ['asKnown', 'asTrained'] as const) {
      const ours = ownMember(specified, plan.column)?.[reading]
      const theirs = ownMember(readings, plan.column)?.[reading]
      total.sampled++
      if (ours === undefined || theirs === undefined || !recomputedAlike(plan.feature, ours, theirs)) {
        total.disagreements++
      }
    }
  }
}
