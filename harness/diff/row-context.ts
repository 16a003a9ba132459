import { ownMember } from '../../features/own-member.ts'
import type { Value } from '../../features/value.ts'
import type { ServedRow } from '../history/history.ts'
import type { EvaluationPoint, Recomputed } from '../oracle/recomputed.ts'
import type { SearchedFeature } from './candidate-instants.ts'
import type { JudgeOptions, Readings } from './judgement.ts'
import type { SpecSource, SpecSources } from './spec-source.ts'
import type { StoredPlan, TargetPlan } from './target-plan.ts'

/** What both sides of a row are judged with. */
export interface RowContext {
  readonly target: TargetPlan
  readonly served: ServedRow
  /** Of every stored column of the target, served or not. */
  readonly readings: Readonly<Record<string, Readings>>
  readonly options: JudgeOptions
}

/** The recomputed readings of a stored column. */
export function readingsOf(context: RowContext, { column }: StoredPlan): Readings {
  const readings = ownMember(context.readings, column)
  if (readings === undefined) throw new Error(`column ${column} was not recomputed`)
  return readings
}

/** The key of a probe as a document's own entity has it. */
function keyOf({ served }: RowContext, plan: StoredPlan): readonly Value[] {
  return plan.keyAt.map(at => served.key[at] ?? null)
}

/** The log that a stored column is computed from. */
export function logOf(logs: SpecSources, { definitions, feature }: StoredPlan): SpecSource {
  return logs(definitions, feature.source.name)
}

/** A stored column evaluated from the log at any point. */
export function evaluateAt(
  context: RowContext,
  logs: SpecSources,
  plan: StoredPlan,
  point: EvaluationPoint,
  tailFrom: number | null = null,
): Recomputed {
  return logOf(logs, plan).evaluate(plan.feature, keyOf(context, plan), point, tailFrom ?? undefined)
}

/** What a search over the log must know of each column. */
export function searched(
  context: RowContext,
  logs: SpecSources,
  plans: readonly StoredPlan[],
): SearchedFeature[] {
  return plans.map(plan => ({ feature: plan.feature, key: keyOf(context, plan), log: logOf(logs, plan) }))
}
