import type { StoredFeature } from '../definitions.ts'
import { commonCondition, type GroupParts } from './group-parts.ts'
import { isPrompt, type Measures } from './measures.ts'
import type { SourcePlan } from './plan-context.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import type { SqlStatement } from './sql-statement.ts'
import { fromNear, fromOwn, fromSlow, type Tiling } from './tiling.ts'

/** Whether distinct values are counted by when each was first seen, which only a window without a tail allows. */
export function isCountedByFirsts({ aggregate, window }: StoredFeature): boolean {
  return aggregate.kind === 'countDistinct' && window.length === null
}

/**
 * By key and value the event time at which a prompt fact first has it, and how many values its key has by then: so
 * an ask finds the number of values of its settled past by one ordered join.
 */
export function firstSeen(plan: SourcePlan, feature: StoredFeature, measures: Measures): SqlStatement {
  const value = inputOf(plan, feature)
  const query = `SELECT v.*, count(*) OVER (PARTITION BY v.__key ORDER BY v.__tau) AS __count FROM (
  SELECT f.__key, ${value} AS __value, min(f.__tau) AS __tau FROM ${plan.tables.facts} f
  WHERE ${isPrompt('f', measures)} AND ${value} IS NOT NULL GROUP BY 1, 2
) v`
  const purpose = `${plan.source.name}: when prompt facts first have each value of ${feature.name}`
  return { purpose, ...plan.create(firstsTable(plan, feature), query) }
}

/** The merged parts of a group with one column more for each feature that counts distinct values. */
export function distinctColumns(
  tiling: Tiling,
  parts: GroupParts,
  merged: string,
  options: BatchPlanOptions,
): string {
  const counted = tiling.features.filter(isCountedByFirsts)
  if (counted.length === 0) return merged
  const columns = counted.map((feature, i) => `c${i}.__count AS ${parts.of(feature).parts.distinct}`)
  const joins = counted.map(
    (feature, i) => `LEFT JOIN (
${distinctCount(tiling, feature, options)}
) c${i} ON c${i}.__ask = m.__ask`,
  )
  return `SELECT m.*, ${columns.join(', ')}
FROM (
${merged}
) m
${joins.join('\n')}`
}

/** Values first seen in the settled past, and those of facts beside it that were not. */
function distinctCount(tiling: Tiling, feature: StoredFeature, options: BatchPlanOptions): string {
  const { plan } = tiling.frame
  const value = inputOf(plan, feature)
  const firsts = firstsTable(plan, feature)
  const settled = `e.__end_tile * ${tiling.measures.tile}`
  const tiled = 'e.__first_tile < e.__end_tile'
  const pairs = (from: string) => `SELECT a.__ask, ${value} AS __value ${from}`
  const own = `
  UNION ALL
  SELECT o.__ask, count(DISTINCT o.__value) FROM (${pairs(fromOwn(tiling))}) o GROUP BY o.__ask`
  return `SELECT n.__ask, ${plan.dialect.narrow('sum(n.__count)')} AS __count FROM (
  SELECT e.__ask, f.__count FROM ${tiling.edges} e ASOF JOIN ${firsts} f ON f.__key = e.__key AND ${settled} > f.__tau
  WHERE ${tiled} AND e.__mark IS NULL
  UNION ALL
  SELECT e.__ask, count(DISTINCT p.__value) FROM (
${pairs(fromNear(tiling))}
UNION ALL
${pairs(fromSlow(tiling))}
  ) p
  JOIN ${tiling.edges} e ON e.__ask = p.__ask
  LEFT JOIN ${firsts} f ON f.__key = e.__key AND f.__value = p.__value
  WHERE NOT (${tiled} AND coalesce(f.__tau < ${settled}, FALSE))
  GROUP BY e.__ask${options.applied ? own : ''}
) n GROUP BY n.__ask`
}

function firstsTable(plan: SourcePlan, feature: StoredFeature): string {
  return plan.table(`firsts_${feature.name}`)
}

/** The input of a fact that the feature lets in, else null. */
function inputOf(plan: SourcePlan, feature: StoredFeature): string {
  const input = `f.${plan.shape.inputOf(feature)!.column}`
  const condition = commonCondition(plan, [feature])
  return condition === null ? input : `CASE WHEN ${condition} THEN ${input} END`
}
