import type { StoredFeature } from '../definitions.ts'
import { type Frame, labelOf } from './frame.ts'
import { groupParts } from './group-parts.ts'
import { mergeParts } from './merge-parts.ts'
import { isPrompt } from './pace.ts'
import type { SourcePlan } from './plan-context.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import type { SqlStatement } from './sql-statement.ts'
import type { FeatureGroup } from './window-group.ts'

/**
 * Running parts of unbounded features over the prompt facts of each key, by event time. They depend on no probe: an
 * ask finds those of its past by one ordered join instead of meeting every fact of its key.
 */
export function standingParts(plan: SourcePlan, features: readonly StoredFeature[]): SqlStatement {
  const parts = groupParts(plan, features)
  const admitted = parts.where === null ? '' : ` AND ${parts.where}`
  const running = parts.columns.map(({ alias, aggregate }) => `${aggregate('past')} AS ${alias}`)
  const query = `SELECT f.__key, f.__tau, ${running.join(', ')}
FROM ${plan.tables.facts} f, ${plan.tables.pace} d
WHERE ${isPrompt('f', 'd')}${admitted}
WINDOW past AS (PARTITION BY f.__key ORDER BY f.__tau)`
  return {
    purpose: `${plan.source.name}: running aggregates of prompt facts for ${features.map(each => each.name).join(', ')}`,
    sql: plan.create(plan.tables.standing, query),
  }
}

/**
 * Unbounded features whose parts merge: the standing parts up to where every prompt fact is surely known, the prompt
 * facts about the edge of knowledge by bucket of time, and by key the facts that are not prompt.
 */
export function unboundedGroup(
  frame: Frame,
  standing: readonly StoredFeature[],
  features: readonly StoredFeature[],
  name: string,
  options: BatchPlanOptions,
): FeatureGroup {
  const { plan } = frame
  const parts = groupParts(plan, standing)
  const table = frame.table(name)
  const edges = frame.table(`${name}_edges`)
  const partials = frame.table(`${name}_partials`)
  const high = features[0]!.window.closed === 'left' ? 'a.__head - 1' : 'a.__head'
  const edgesQuery = `SELECT a.__ask, a.__key, a.__known, a.__mark, ${high} AS __high, least(${high}, a.__known - d.__pace) AS __sure,
  d.__pace FROM ${frame.asks} a, ${plan.tables.pace} d`
  const selected = parts.columns.map(({ alias, aggregate }) => `${aggregate()} AS ${alias}`).join(', ')
  const admitted = parts.where === null ? '' : ` AND ${parts.where}`
  const providers = [
    settled(
      plan,
      edges,
      parts.columns.map(column => column.alias),
    ),
    inFlight(plan, edges, selected, admitted),
    slow(plan, edges, selected, admitted),
    ...(options.applied ? [own(frame, edges, selected, admitted)] : []),
  ]
  const label = `${labelOf(frame)}: ${features.map(feature => feature.name).join(', ')}`
  return {
    features,
    parts,
    table,
    statements: [
      { purpose: `${label}: up to where all prompt facts are known`, sql: plan.create(edges, edgesQuery) },
      { purpose: `${label}: partial results`, sql: plan.create(partials, providers.join('\nUNION ALL\n')) },
      { purpose: label, sql: plan.create(table, mergeParts(plan, parts, partials)) },
    ],
  }
}

function settled(plan: SourcePlan, edges: string, aliases: readonly string[]): string {
  return `SELECT a.__ask, ${aliases.map(alias => `s.${alias}`).join(', ')}
FROM ${edges} a ASOF JOIN ${plan.tables.standing} s ON s.__key = a.__key AND a.__sure >= s.__tau
WHERE a.__mark IS NULL`
}

/** No prompt fact further than the pace beyond K is known at K, so at most two or three buckets are met. */
function inFlight(plan: SourcePlan, edges: string, selected: string, admitted: string): string {
  const width = (alias: string) => `(2 * ${alias}.__pace + 1)`
  const bucket = (instant: string, alias: string) => plan.dialect.floorDivide(instant, width(alias))
  const last = 'least(b.__high, b.__known + b.__pace)'
  return `SELECT a.__ask, ${selected}
FROM (
  SELECT b.*, ${plan.dialect.series(bucket('b.__sure + 1', 'b'), bucket(last, 'b'))} AS __bucket
  FROM ${edges} b WHERE b.__sure < b.__high AND b.__mark IS NULL
) a
JOIN (
  SELECT f.*, ${bucket('f.__tau', 'd')} AS __bucket FROM ${plan.tables.facts} f, ${plan.tables.pace} d
  WHERE ${isPrompt('f', 'd')}
) f ON f.__key = a.__key AND f.__bucket = a.__bucket
  AND f.__tau > a.__sure AND f.__tau <= a.__high AND f.__from <= a.__known${admitted}
GROUP BY a.__ask`
}

function slow(plan: SourcePlan, edges: string, selected: string, admitted: string): string {
  return `SELECT a.__ask, ${selected}
FROM ${edges} a
JOIN (SELECT f.* FROM ${plan.tables.facts} f, ${plan.tables.pace} d WHERE NOT (${isPrompt('f', 'd')})) f
  ON f.__key = a.__key AND f.__tau <= a.__high AND f.__from <= a.__known AND f.__to > a.__known${admitted}
WHERE a.__mark IS NULL
GROUP BY a.__ask`
}

function own(frame: Frame, edges: string, selected: string, admitted: string): string {
  return `SELECT a.__ask, ${selected}
FROM ${edges} a JOIN ${frame.own} f ON f.__ask = a.__ask AND f.__tau <= a.__high${admitted}
GROUP BY a.__ask`
}
