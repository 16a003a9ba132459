import { ownMember } from '../../features/own-member.ts'
import type { Value } from '../../features/value.ts'
import type { TrainingRow } from '../history/history.ts'
import { type CellVerdict, cellVerdict, sourcesBehind, storedBehind } from './cell-verdict.ts'
import type { Given } from './equal.ts'
import type { LeakPoint, TrainingOutcome } from './judgement.ts'
import { leakPoints } from './leak-points.ts'
import { mostExplaining } from './most-explaining.ts'
import type { RecomputedInput, RowInputs } from './on-demand-inputs.ts'
import { evaluateAt, type RowContext, readingsOf, searched } from './row-context.ts'
import type { SpecSources } from './spec-source.ts'
import type { ColumnPlan, StoredPlan } from './target-plan.ts'

interface TrainingCell {
  readonly plan: ColumnPlan
  readonly given: Given
  readonly declared: CellVerdict
}

/** What a training row is before the log is asked. */
export interface TrainingStart {
  readonly inputs: RowInputs
  readonly cells: readonly TrainingCell[]
  /** Cells that differ from the declared reading, and that a leak might explain. */
  readonly open: readonly TrainingCell[]
}

export interface TrainingEnd {
  readonly outcomes: ReadonlyMap<string, TrainingOutcome>
  readonly searchesCut: number
}

/** Compares a training row with its declared reading, which needs no log. */
export function startTraining(context: RowContext, row: TrainingRow): TrainingStart {
  const { target } = context
  const inputs: RowInputs = {
    own: column => {
      const value = ownMember(row.values, column)
      return value === undefined ? undefined : { value, answered: true }
    },
    request: context.served.request,
  }
  const declared = declaredReading(context)
  const cells = target.columns.flatMap(plan => {
    const value: Value | undefined = ownMember(row.values, plan.column)
    if (value === undefined) return []
    const given: Given = { value, state: null }
    return [{ plan, given, declared: cellVerdict(plan, given, inputs, declared, target) }]
  })
  const open = cells.filter(cell => {
    return cell.declared === 'differs' && storedBehind(cell.plan, inputs, target).length > 0
  })
  return { inputs, cells, open }
}

function declaredReading(context: RowContext): RecomputedInput {
  const asKnown = context.options.training.reading === 'as-known'
  return plan => (asKnown ? readingsOf(context, plan).asKnown : readingsOf(context, plan).asTrained)
}

/**
 * Tells leaks from defects: where one excluded point explains every training value of a source in the row, those that
 * differ are leaks; semantics § 7. `logs` is not asked where no cell is open.
 */
export function endTraining(
  context: RowContext,
  start: TrainingStart,
  logs: SpecSources | null,
): TrainingEnd {
  const outcomes = new Map<string, TrainingOutcome>()
  const points = new Map<string, LeakPoint>()
  let searchesCut = 0
  if (start.open.length > 0 && logs !== null) {
    for (const source of new Set(start.open.flatMap(cell => behind(context, start, cell)))) {
      const found = explainSource(context, start, logs, source)
      if (found.point !== null) points.set(source, found.point)
      if (found.cut) searchesCut++
    }
  }
  for (const cell of start.cells) outcomes.set(cell.plan.column, judge(context, start, logs, points, cell))
  return { outcomes, searchesCut }
}

function behind(context: RowContext, start: TrainingStart, cell: TrainingCell): readonly string[] {
  return sourcesBehind(cell.plan, start.inputs, context.target)
}

function judge(
  context: RowContext,
  start: TrainingStart,
  logs: SpecSources | null,
  points: ReadonlyMap<string, LeakPoint>,
  cell: TrainingCell,
): TrainingOutcome {
  if (cell.declared === 'equal') return { kind: 'equal' }
  if (cell.declared === 'not-judged') return { kind: 'notJudged' }
  const point = behind(context, start, cell).flatMap(source => points.get(source) ?? [])[0]
  if (point === undefined || logs === null) return { kind: 'defect' }
  const declared = declaredReading(context)
  const leaking: RecomputedInput = plan => {
    const of = points.get(plan.feature.source.name)
    return of === undefined ? declared(plan) : atLeak(context, logs, plan, of)
  }
  const verdict = cellVerdict(cell.plan, cell.given, start.inputs, leaking, context.target)
  return verdict === 'equal' ? { kind: 'leak', point } : { kind: 'defect' }
}

function atLeak(context: RowContext, logs: SpecSources, plan: StoredPlan, point: LeakPoint) {
  const { asOf, k, trained, tailFrom } = point
  return evaluateAt(context, logs, plan, { asOf, knowledge: { kind: 'at', k }, trained }, tailFrom)
}

function explainSource(
  context: RowContext,
  start: TrainingStart,
  logs: SpecSources,
  source: string,
): { point: LeakPoint | null; cut: boolean } {
  const { target, options, served } = context
  const voting = start.cells.filter(cell => {
    const sources = behind(context, start, cell)
    return cell.declared !== 'not-judged' && sources.length === 1 && sources[0] === source
  })
  if (voting.length === 0) return { point: null, cut: false }
  const ordered = voting.toSorted((a, b) => Number(a.declared === 'equal') - Number(b.declared === 'equal'))
  const plans = new Set(voting.flatMap(cell => storedBehind(cell.plan, start.inputs, target)))
  const explains = (point: LeakPoint) =>
    ordered.every(({ plan, given }) => {
      const at: RecomputedInput = stored => atLeak(context, logs, stored, point)
      return cellVerdict(plan, given, start.inputs, at, target) === 'equal'
    })
  const points = leakPoints(options.training, served.asOf, searched(context, logs, [...plans]))
  const found = mostExplaining(points, [explains], options.candidatesMax)
  if (found === null || found.matches === 0) return { point: null, cut: found?.cut ?? false }
  return { point: found.candidate, cut: false }
}
