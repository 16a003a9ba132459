import type { Value } from '../../features/value.ts'
import { appliedReading, statedPoint } from '../diff/applied-point.ts'
import type { StoredPlan } from '../diff/target-plan.ts'
import type { EvaluationPoint } from '../oracle/recomputed.ts'
import type { Asked, CellRow, CellSide } from './cell.ts'

/** The key of a row as the document of a column has it. */
export function keyOf({ served }: CellRow, { keyAt }: StoredPlan): readonly Value[] {
  return keyAt.map(at => served.key[at] ?? null)
}

/** A question about a column of a row, at one reading. */
export function askAbout(row: CellRow, plan: StoredPlan, side: CellSide, point: EvaluationPoint): Asked {
  const key = keyOf(row, plan)
  const log = row.world.logs(plan.definitions, plan.feature.source.name)
  const records = key.includes(null) ? [] : log.records(key)
  return { plan, feature: plan.feature, key, records, point, row, side }
}

/**
 * The readings that a served value may have been computed at: the stated one, or, where nothing is stated, as-known and
 * all that the answer can have held. Of a training value: the declared reading.
 */
export function pointsOf(
  row: CellRow,
  plan: StoredPlan,
  side: CellSide,
  declared: 'as-trained' | 'as-known',
): readonly EvaluationPoint[] {
  const { served, world } = row
  const { asOf, answeredAt } = served
  const at = (k: number, trained = false): EvaluationPoint => ({
    asOf,
    knowledge: { kind: 'at', k },
    trained,
  })
  if (side === 'offline') {
    return declared === 'as-known' ? [at(asOf)] : [at(Math.max(world.cut, asOf), true)]
  }
  const log = world.logs(plan.definitions, plan.feature.source.name)
  const stated = statedPoint(served, plan.feature.source.name, log)
  if (stated !== null) return [appliedReading(stated, asOf, log)]
  const latest = answeredAt + world.clockSlack
  return latest === asOf ? [at(asOf)] : [at(asOf), at(latest)]
}
