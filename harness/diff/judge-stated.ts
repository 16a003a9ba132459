import type { Definitions } from '../../features/definitions.ts'
import type { Micros } from '../../features/value.ts'
import { lagAt, statedPoint } from './applied-point.ts'
import { cellVerdict, storedBehind } from './cell-verdict.ts'
import type { ServedEnd, ServedStart } from './judge-served.ts'
import type { ServedOutcome } from './judgement.ts'
import type { RecomputedInput } from './on-demand-inputs.ts'
import { type RowContext, readingsOf } from './row-context.ts'
import type { SpecSource } from './spec-source.ts'
import type { StoredPlan } from './target-plan.ts'

/** What of a log says how far behind a row was that states what it had applied. */
export type LogPlaces = Pick<SpecSource, 'smallestNotApplied' | 'hasOffsets'>

export type PlacesOf = (definitions: Definitions, source: string) => LogPlaces

/**
 * Judges the open cells of a served row by its as-applied readings, where those were recomputed at what it states; null
 * where one of them was not, or a value differs from it: then only the log can tell what it is. Semantics § 7.
 */
export function endStated(context: RowContext, start: ServedStart, places: PlacesOf): ServedEnd | null {
  const { target } = context
  const outcomes = new Map(start.decided)
  const applied: RecomputedInput = plan => {
    const { asApplied } = readingsOf(context, plan)
    if (asApplied === undefined) throw new Error(`column ${plan.column} was not recomputed as applied`)
    return asApplied
  }
  for (const { plan, given } of start.open) {
    const behind = storedBehind(plan, start.inputs, target)
    if (behind.some(stored => readingsOf(context, stored).asApplied === undefined)) return null
    const verdict = cellVerdict(plan, given, start.inputs, applied, target)
    if (verdict === 'differs') return null
    const outcome: ServedOutcome =
      verdict === 'not-judged'
        ? { kind: 'notJudged' }
        : { kind: 'staleness', lag: Math.max(...behind.map(stored => lagOf(context, stored, places))) }
    outcomes.set(plan.column, outcome)
  }
  return { outcomes, applied, searchesCut: 0 }
}

function lagOf({ served }: RowContext, { definitions, feature }: StoredPlan, places: PlacesOf): Micros {
  const { name } = feature.source
  const log = places(definitions, name)
  const point = statedPoint(served, name, log)
  if (point === null) throw new Error(`a row was recomputed as applied and states nothing of ${name}`)
  return lagAt(point, served.asOf, log)
}
