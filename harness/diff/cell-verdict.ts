import { equalsRecomputed, type Given } from './equal.ts'
import { judgeOnDemand, type OnDemandVerdict } from './judge-on-demand.ts'
import { inputsRead, type RecomputedInput, type RowInputs } from './on-demand-inputs.ts'
import type { ColumnPlan, StoredPlan, TargetPlan } from './target-plan.ts'

export type CellVerdict = OnDemandVerdict

/** Compares one cell of a row against what `recomputed` says of the stored features behind it; semantics § 8. */
export function cellVerdict(
  plan: ColumnPlan,
  given: Given,
  row: RowInputs,
  recomputed: RecomputedInput,
  target: TargetPlan,
): CellVerdict {
  if (plan.kind === 'on-demand') return judgeOnDemand(plan, given, row, recomputed, target)
  const expected = recomputed(plan)
  if (!expected.judged) return 'not-judged'
  return equalsRecomputed(plan.feature, given, expected) ? 'equal' : 'differs'
}

/** The stored features whose recomputed values decide a cell: itself, or the inputs that the row lacks. */
export function storedBehind(plan: ColumnPlan, row: RowInputs, target: TargetPlan): readonly StoredPlan[] {
  return plan.kind === 'stored' ? [plan] : inputsRead(plan, row, target).missing
}

/** The names of the sources behind a cell, each once. */
export function sourcesBehind(plan: ColumnPlan, row: RowInputs, target: TargetPlan): readonly string[] {
  return [...new Set(storedBehind(plan, row, target).map(stored => stored.feature.source.name))]
}
