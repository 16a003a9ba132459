import { aggregations } from '../aggregations/index.ts'
import type { StoredFeature } from '../definitions.ts'
import type { FeatureGroup } from './feature-group.ts'
import type { Frame } from './frame.ts'

/** A feature whose value is the input of facts that its part `rank` names. */
export interface Picking {
  readonly frame: Frame
  readonly feature: StoredFeature
  /** Distinguishes its joins. */
  readonly at: number
  readonly group: FeatureGroup
  /** Alias of the group's table where the joins stand. */
  readonly alias: string
  readonly applied: boolean
}

/** The joins that find the picked facts of a point `p`, from the facts of all or from those of its ask alone. */
export function pickJoins(picking: Picking): string[] {
  const { picks } = aggregations[picking.feature.aggregate.kind].sql
  if (picks === undefined) return []
  return picks === 'one' ? joinOne(picking) : [joinSeveral(picking)]
}

/** A column of the one picked fact; null for none. */
export function pickedOne({ at, applied }: Picking, column: string): string {
  return applied
    ? `CASE WHEN p.__mark IS NULL THEN s${at}.${column} ELSE o${at}.${column} END`
    : `s${at}.${column}`
}

/** SQL text: what `AggregationSql.picks` says. */
export function pickedInputs(picking: Picking): string {
  const { feature, frame, at } = picking
  const { picks } = aggregations[feature.aggregate.kind].sql
  if (picks === undefined) return frame.plan.dialect.literal(null, feature.type)
  return picks === 'one' ? pickedOne(picking, inputOf(picking)) : `s${at}.__inputs`
}

/** No condition on the point alone: one that statistics decide would cost the join its equality. */
function joinOne(picking: Picking): string[] {
  const { frame, at, alias, applied } = picking
  const rank = `${alias}.${rankOf(picking)}`
  const key = applied ? 'CASE WHEN p.__mark IS NULL THEN p.__key END' : 'p.__key'
  const shared = `LEFT JOIN ${frame.plan.tables.facts} s${at} ON s${at}.__key = ${key} AND s${at}.__rank = ${rank}`
  if (!applied) return [shared]
  return [shared, `LEFT JOIN ${frame.own} o${at} ON o${at}.__ask = p.__ask AND o${at}.__rank = ${rank}`]
}

function joinSeveral(picking: Picking): string {
  const { frame, at, group, applied } = picking
  const { dialect, tables } = frame.plan
  const ranks = `(
    SELECT g.__ask, ${dialect.unnestAll([`g.${rankOf(picking)}`])} AS __rank FROM ${group.table} g
  ) g`
  const found = (from: string) =>
    `SELECT g.__ask, g.__rank, f.${inputOf(picking)} AS __input FROM ${ranks} ${from} AND f.__rank = g.__rank`
  const shared = found(
    `JOIN ${frame.asks} a ON a.__ask = g.__ask AND a.__mark IS NULL JOIN ${tables.facts} f ON f.__key = a.__key`,
  )
  const own = `\n  UNION ALL ${found(`JOIN ${frame.own} f ON f.__ask = g.__ask`)}`
  return `LEFT JOIN (
  SELECT i.__ask, ${dialect.listByRank('i.__input', 'i.__rank')} AS __inputs FROM (
  ${shared}${applied ? own : ''}
  ) i GROUP BY i.__ask
) s${at} ON s${at}.__ask = p.__ask`
}

function rankOf({ group, feature }: Picking): string {
  return group.parts.of(feature).parts.rank!
}

function inputOf({ frame, feature }: Picking): string {
  return frame.plan.shape.inputOf(feature)!.column
}
