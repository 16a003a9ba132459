import { ownMember } from '../../features/own-member.ts'
import type { Instant } from '../../features/value.ts'
import { randomOf } from '../../generators/random.ts'
import { appliedReading, statedPoint } from '../diff/applied-point.ts'
import type { Readings } from '../diff/judgement.ts'
import type { SpecSources } from '../diff/spec-source.ts'
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

/**
 * Keeps about `wanted` of `rows`: one drawn at random of each stretch of as many, so that no period of the probes hides any.
 * The same rows in every run, so that a disagreement can be met again.
 */
export function rowSampler(rows: number, wanted: number): (row: number) => boolean {
  const every = Math.max(1, Math.floor(rows / wanted))
  const random = randomOf('self-check')
  let stretch = -1
  let drawn = 0
  return row => {
    if (Math.floor(row / every) !== stretch) {
      stretch = Math.floor(row / every)
      // The last stretch may be shorter than the others.
      drawn = random.int(0, Math.min(every, rows - stretch * every) - 1)
    }
    return row === stretch * every + drawn
  }
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
      for (const row of some) {
        compareRow(row, readings(row.served), total)
        compareApplied(row, own.logs, total)
      }
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

/** As-applied readings, of rows that state what their store had applied. */
function compareApplied(
  { target, served, readings }: SampledRow,
  logs: SpecSources,
  total: { sampled: number; disagreements: number },
): void {
  for (const plan of target.columns) {
    const theirs = plan.kind === 'stored' ? ownMember(readings, plan.column)?.asApplied : undefined
    if (plan.kind !== 'stored' || theirs === undefined) continue
    const { feature, definitions, keyAt } = plan
    const log = logs(definitions, feature.source.name)
    const point = statedPoint(served, feature.source.name, log)
    const key = keyAt.map(at => served.key[at] ?? null)
    total.sampled++
    const ours = point === null ? null : log.evaluate(feature, key, appliedReading(point, served.asOf, log))
    if (ours === null || !recomputedAlike(feature, ours, theirs)) total.disagreements++
  }
}
