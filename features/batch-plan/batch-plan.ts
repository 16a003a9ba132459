import type { Definitions, StoredFeature } from '../definitions.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { type Frame, framesOf, frameTables } from './frame.ts'
import { answerColumns, frameAnswers } from './frame-answers.ts'
import { gatherRecords } from './gather-records.ts'
import { isMergeable } from './group-parts.ts'
import { historyGroup } from './history-group.ts'
import { locateProbes } from './locate-probes.ts'
import { pace } from './pace.ts'
import { type SourcePlan, sourcePlan } from './plan-context.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import { refuseRecords } from './refuse-records.ts'
import { resolveFacts } from './resolve-facts.ts'
import { type SqlStatement, scriptOf } from './sql-statement.ts'
import { standingParts, unboundedGroup } from './unbounded-group.ts'
import { type FeatureGroup, windowGroup } from './window-group.ts'

/** A document's stored features for all points at once, as SQL statements in the order in which they run. */
export interface BatchPlan {
  /** From each log to facts. It depends on no point, and may be run once for several readings. */
  readonly prepare: readonly SqlStatement[]
  /** From facts and points to the answers. */
  readonly read: readonly SqlStatement[]
}

/**
 * The batch plan of a definition document; semantics §§ 2–5 and 7. Its result has one row a point: `probe` and, for
 * each stored feature, the columns that `answerColumns` names.
 */
export function batchPlan(definitions: Definitions, dialect: Dialect, options: BatchPlanOptions): BatchPlan {
  const plans = sourcePlans(definitions, dialect, options)
  const frames = plans.flatMap(framesOf)
  return {
    prepare: plans.flatMap(prepareSource),
    read: [
      ...plans.flatMap(plan => locateProbes(plan, options)),
      ...frames.flatMap(frame => readFrame(frame, options)),
      result(definitions, dialect, frames, options),
    ],
  }
}

/** The same as one script, for people to read. */
export function batchPlanSql(definitions: Definitions, dialect: Dialect, options: BatchPlanOptions): string {
  const { prepare, read } = batchPlan(definitions, dialect, options)
  return scriptOf([...prepare, ...read])
}

/** The sources that stored features read, in the document's order. */
export function sourcePlans(
  definitions: Definitions,
  dialect: Dialect,
  options: Pick<BatchPlanOptions, 'logs' | 'prefix'>,
): SourcePlan[] {
  return [...definitions.sources.values()]
    .map(source =>
      sourcePlan(
        definitions,
        source,
        options.logs.get(source.name) ?? dialect.identifier(source.name),
        options.prefix,
        dialect,
      ),
    )
    .filter(plan => plan.shape.features.length > 0)
}

function prepareSource(plan: SourcePlan): SqlStatement[] {
  const standing = standingFeatures(plan)
  return [
    refuseRecords(plan),
    ...gatherRecords(plan),
    ...resolveFacts(plan),
    ...(standing.length === 0 ? [] : [pace(plan), standingParts(plan, standing)]),
  ]
}

function standingFeatures(plan: SourcePlan): StoredFeature[] {
  return plan.shape.features.filter(feature => feature.window.length === null && isMergeable(plan, feature))
}

function readFrame(frame: Frame, options: BatchPlanOptions): SqlStatement[] {
  const groups = groupsOf(frame, options)
  return [
    ...frameTables(frame, options),
    ...groups.flatMap(group => group.statements),
    frameAnswers(frame, groups, frame.table('answers'), options),
  ]
}

function groupsOf(frame: Frame, options: BatchPlanOptions): FeatureGroup[] {
  const standing = standingFeatures(frame.plan)
  const kindOf = (feature: StoredFeature) => {
    if (feature.window.length !== null) return 'window'
    return standing.includes(feature) ? 'unbounded' : 'history'
  }
  const groups = Map.groupBy(frame.features, feature => {
    const { length, slide, closed } = feature.window
    return `${kindOf(feature)} ${length} ${slide} ${closed}`
  })
  return [...groups.values()].map((features, i) => {
    const kind = kindOf(features[0]!)
    const name = `g${i}`
    if (kind === 'window') return windowGroup(frame, features, name, options)
    if (kind === 'unbounded') return unboundedGroup(frame, standing, features, name, options)
    return historyGroup(frame, features, name, options)
  })
}

function result(
  definitions: Definitions,
  dialect: Dialect,
  frames: readonly Frame[],
  options: BatchPlanOptions,
): SqlStatement {
  const frameOf = (feature: StoredFeature) => frames.findIndex(frame => frame.features.includes(feature))
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const columns = stored.flatMap(feature =>
    Object.values(answerColumns(feature)).map(name => `a${frameOf(feature)}.${dialect.identifier(name)}`),
  )
  const joins = frames.map(
    (frame, i) =>
      `LEFT JOIN ${frame.table('answers')} a${i} ON a${i}.__probe = p.${dialect.identifier('probe')}`,
  )
  const query = `SELECT ${[`p.${dialect.identifier('probe')}`, ...columns].join(',\n  ')}
FROM ${options.points} p
${joins.join('\n')}`
  return {
    purpose: `${definitions.name}@${definitions.version}: the answers`,
    sql: `${dialect.createResult(options.into)}\n${query}`,
  }
}
