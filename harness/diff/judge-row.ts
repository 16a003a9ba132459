import { ownMember } from '../../features/own-member.ts'
import type { Target } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import type { ServedRow, TrainingRow } from '../history/history.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import { type Given, readingsEqual } from './equal.ts'
import { isOverflow } from './is-overflow.ts'
import { onDemandValue } from './judge-on-demand.ts'
import { endServed, type ServedEnd, type ServedStart, startServed } from './judge-served.ts'
import { endStated, type PlacesOf } from './judge-stated.ts'
import { endTraining, startTraining, type TrainingEnd, type TrainingStart } from './judge-training.ts'
import type {
  CellJudgement,
  CellValues,
  JudgeOptions,
  Readings,
  RowJudgement,
  TrainingMatch,
} from './judgement.ts'
import type { RecomputedInput, RowInputs } from './on-demand-inputs.ts'
import { type RowContext, readingsOf } from './row-context.ts'
import type { SpecSources } from './spec-source.ts'
import { type ColumnPlan, planTarget, type StoredPlan } from './target-plan.ts'

/** One probe with all that is needed to judge its answer. */
export interface JudgedInput {
  readonly served: ServedRow
  /** The rows of the training set that match the probe; null where there is no training set. */
  readonly training: readonly TrainingRow[] | null
  /** By column: of every stored column of the target, also of those that nobody served. */
  readonly readings: Readonly<Record<string, Readings>>
  /** Null where the log is not at hand; then a row that needs it is not judged. */
  readonly logs: SpecSources | null
  /** What says how far behind as-applied readings are; absent: they are not used. */
  readonly places?: PlacesOf
}

export type RowResult =
  | { readonly kind: 'judged'; readonly judgement: RowJudgement }
  /** A value differs, and only the log of these columns' sources can tell what it is: ask again with `logs`. */
  | { readonly kind: 'needs-log'; readonly columns: readonly StoredPlan[] }

/** Prepares a target for judging its rows; the judge itself is pure. */
export function rowJudge(target: Target, options: JudgeOptions): (input: JudgedInput) => RowResult {
  const plan = planTarget(target)
  return input => judgeRow({ target: plan, served: input.served, readings: input.readings, options }, input)
}

interface Sides {
  readonly context: RowContext
  readonly trainingRow: TrainingRow | null
  readonly served: ServedStart
  readonly servedEnd: ServedEnd
  readonly training: TrainingStart | null
  readonly trainingEnd: TrainingEnd | null
}

/** Says of each cell of a row what it is; semantics §§ 7, 8, 9. */
function judgeRow(context: RowContext, { training, logs, places }: JudgedInput): RowResult {
  const trainingMatch = matchOf(training)
  const trainingRow = trainingMatch === 'one' ? (training?.[0] ?? null) : null
  const served = startServed(context)
  const trained = trainingRow === null ? null : startTraining(context, trainingRow)
  const servedEnd = endOf(context, served, logs, places)
  const needsLog = servedEnd === null || (trained?.open.length ?? 0) > 0
  if (needsLog && logs === null) return { kind: 'needs-log', columns: storedColumns(context) }
  const sides: Sides = {
    context,
    trainingRow,
    served,
    servedEnd: servedEnd ?? withoutLog(served),
    training: trained,
    trainingEnd: trained === null ? null : endTraining(context, trained, logs),
  }
  const searchesCut = sides.servedEnd.searchesCut + (sides.trainingEnd?.searchesCut ?? 0)
  const cells = context.target.columns.flatMap(plan => judgeCell(sides, plan) ?? [])
  return { kind: 'judged', judgement: { cells, trainingMatch, searchesCut } }
}

function matchOf(training: readonly TrainingRow[] | null): TrainingMatch {
  if (training === null) return 'none'
  if (training.length === 1) return 'one'
  return training.length === 0 ? 'missing' : 'several'
}

/** Null where only the log can tell. */
function endOf(
  context: RowContext,
  start: ServedStart,
  logs: SpecSources | null,
  places: PlacesOf | undefined,
): ServedEnd | null {
  if (logs !== null) return endServed(context, start, logs)
  if (start.open.length === 0) return withoutLog(start)
  return places === undefined ? null : endStated(context, start, places)
}

function withoutLog({ decided }: ServedStart): ServedEnd {
  return { outcomes: decided, applied: null, searchesCut: 0 }
}

function storedColumns({ target }: RowContext): StoredPlan[] {
  return target.columns.filter(plan => plan.kind === 'stored')
}

/** Null for a column that stands on neither side. */
function judgeCell(sides: Sides, plan: ColumnPlan): CellJudgement | null {
  const served = sides.servedEnd.outcomes.get(plan.column) ?? null
  const training = sides.trainingEnd?.outcomes.get(plan.column) ?? null
  if (served === null && training === null) return null
  const lateData = isLate(sides.context, plan)
  const listed =
    lateData === true ||
    served?.kind === 'defect' ||
    served?.kind === 'staleness' ||
    training?.kind === 'defect' ||
    training?.kind === 'leak'
  const values = listed ? valuesOf(sides, plan) : null
  return { plan, served, training, lateData, overflowed: hasOverflowed(sides.context, plan), values }
}

/** Late data: as-known ≠ as-trained by state and value, for stored features only; semantics § 7. */
function isLate(context: RowContext, plan: ColumnPlan): boolean | null {
  if (plan.kind !== 'stored') return null
  const { asKnown, asTrained } = readingsOf(context, plan)
  return asKnown.judged && asTrained.judged ? !readingsEqual(plan.feature, asKnown, asTrained) : null
}

function hasOverflowed(context: RowContext, plan: ColumnPlan): boolean {
  return plan.kind === 'stored' && isOverflow(plan.feature, readingsOf(context, plan).asKnown)
}

function valuesOf(sides: Sides, plan: ColumnPlan): CellValues {
  const { context, trainingRow } = sides
  const value = ownMember(trainingRow?.values ?? {}, plan.column)
  const asKnown: RecomputedInput = stored => readingsOf(context, stored).asKnown
  const asTrained: RecomputedInput = stored => readingsOf(context, stored).asTrained
  const nothing: RowInputs = { own: () => undefined, request: context.served.request }
  return {
    served: ownMember(context.served.cells, plan.column) ?? null,
    training: value === undefined ? null : { value },
    asKnown: readingOf(context, plan, nothing, asKnown),
    asTrained: readingOf(context, plan, nothing, asTrained),
    asApplied: appliedOf(sides, plan),
  }
}

/** What this store could have served; null where that was not asked: the cell equals as-known, or was not answered. */
function appliedOf({ context, served, servedEnd }: Sides, plan: ColumnPlan): Given | null {
  const outcome = servedEnd.outcomes.get(plan.column)
  const asked = outcome?.kind === 'staleness' || (outcome?.kind === 'defect' && outcome.because === 'value')
  if (!asked) return null
  const none: RecomputedInput = () => {
    throw new Error(`column ${plan.column} differs from as-known, which only its log can explain`)
  }
  return readingOf(context, plan, served.inputs, servedEnd.applied ?? none)
}

/** What a column is where its stored features are as `recomputed` says; null where a value cannot be known. */
function readingOf(
  context: RowContext,
  plan: ColumnPlan,
  inputs: RowInputs,
  recomputed: RecomputedInput,
): Given | null {
  if (plan.kind === 'stored') return known(recomputed(plan))
  const value: Value = onDemandValue(plan, inputs, recomputed, context.target)
  return { value, state: value === null ? 'null' : 'present' }
}

function known(recomputed: Recomputed): Given | null {
  return recomputed.judged ? recomputed : null
}
