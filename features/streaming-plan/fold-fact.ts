import type { FeatureAcc } from '../aggregations/feature-fold.ts'
import type { Fact } from './fact.ts'
import type { PlanSeams } from './plan-seams.ts'
import type { FoldPlan } from './streaming-plan.ts'

/** Whether a fact counts for a fold wherever it lies: its predicate is true and it was not too late; semantics § 3. */
export function letsIn(seams: PlanSeams, fold: FoldPlan, fact: Fact): boolean {
  if (fold.where !== null && !seams.passes(fact.columns[fold.where]!)) return false
  return fold.allowedLateness === null || seams.inTime(fact.lateness ?? 0, fold.allowedLateness)
}

/** A fact as the fold's monoid sees it. */
function liftFact(fold: FoldPlan, fact: Fact): FeatureAcc {
  const { eventTime, firstArrival, id } = fact
  const input = fold.input === null ? null : fact.columns[fold.input]!
  return fold.fold.lift({ input, eventTime, firstArrival, id })
}

/** Merges what a fold has with more of it; null stands for no facts. */
export function mergeAcc(fold: FoldPlan, acc: FeatureAcc | null, more: FeatureAcc): FeatureAcc {
  return acc === null ? more : fold.fold.merge(acc, more)
}

export type Accs = (FeatureAcc | null)[]

/** Takes a fact into the accumulators of these folds, those of them that it counts for. */
export function foldFact(seams: PlanSeams, folds: readonly FoldPlan[], accs: Accs, fact: Fact): void {
  for (let i = 0; i < folds.length; i++) {
    const fold = folds[i]!
    if (letsIn(seams, fold, fact)) accs[i] = mergeAcc(fold, accs[i]!, liftFact(fold, fact))
  }
}
