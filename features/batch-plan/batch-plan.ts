import type { Definitions, StoredFeature } from '../definitions.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { firstSeen, isCountedByFirsts } from './distinct-counts.ts'
import type { FeatureGroup } from './feature-group.ts'
import { type Frame, framesOf, frameTables, labelOf } from './frame.ts'
import { answerColumns, frameAnswers } from './frame-answers.ts'
import { gatherRecords } from './gather-records.ts'
import { type GroupParts, groupParts, isMergeable } from './group-parts.ts'
import { locateProbes } from './locate-probes.ts'
import { pairedGroup } from './paired-group.ts'
import { type SourcePlan, sourcePlan } from './plan-context.ts'
import { type BatchPlanOptions, measuresOf } from './plan-options.ts'
import { pyramid, slowFacts } from './pyramid.ts'
import { refuseRecords } from './refuse-records.ts'
import { resolveFacts } from './resolve-facts.ts'
import { ringChains } from './ring-chains.ts'
import { ringedGroups } from './ringed-groups.ts'
import { type SqlStatement, scriptOf } from './sql-statement.ts'
import { isWorthTiling, tiledGroup } from './tiled-group.ts'

/** A document's stored features for all points at once, as SQL statements in the order in which they run. */
export interface BatchPlan {
  /** From each log to facts. It depends on no point and on no measure, and may be run once for several readings. */
  readonly facts: readonly SqlStatement[]
  /** From facts to what is aggregated ahead of any point. */
  readonly tiles: readonly SqlStatement[]
  /** From facts and points to the answers; the last makes the result, the others temporary tables. */
  readonly read: readonly SqlStatement[]
}

/**
 * The batch plan of a definition document; semantics §§ 2–5 and 7. Its result has one row a point: `__probe` and, for
 * each stored feature, the columns that `answerColumns` names.
 */
export function batchPlan(definitions: Definitions, dialect: Dialect, options: BatchPlanOptions): BatchPlan {
  const plans = sourcePlans(definitions, dialect, options)
  const frames = plans.flatMap(framesOf)
  return {
    facts: plans.flatMap(plan => [refuseRecords(plan), ...gatherRecords(plan), ...resolveFacts(plan)]),
    tiles: plans.flatMap(plan => tileSource(plan, options)),
    read: [
      ...plans.flatMap(plan => locateProbes(plan, options)),
      ...readFrames(definitions, dialect, frames, options),
    ],
  }
}

/** The same as one script, for people to read. */
export function batchPlanSql(definitions: Definitions, dialect: Dialect, options: BatchPlanOptions): string {
  const { facts, tiles, read } = batchPlan(definitions, dialect, options)
  return scriptOf([...facts, ...tiles, ...read])
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

function tileSource(plan: SourcePlan, options: BatchPlanOptions): SqlStatement[] {
  const measures = measuresOf(plan, options)
  const { features } = plan.shape
  // As trained the most windows are worth tiling, and which readings will come is not known yet.
  if (!features.some(feature => isTiled(plan, feature, { ...options, trained: true }))) return []
  return [
    slowFacts(plan, measures),
    pyramid(plan, tiledParts(plan, options), measures),
    ...features.filter(isCountedByFirsts).map(feature => firstSeen(plan, feature, measures)),
  ]
}

function isTileable(plan: SourcePlan, feature: StoredFeature): boolean {
  return isMergeable(plan, feature) || isCountedByFirsts(feature)
}

function isTiled(plan: SourcePlan, feature: StoredFeature, options: BatchPlanOptions): boolean {
  return isTileable(plan, feature) && isWorthTiling(feature, measuresOf(plan, options), options.trained)
}

/** The parts of all features of a source that tiles can hold. */
function tiledParts(plan: SourcePlan, options: BatchPlanOptions): GroupParts {
  const features = plan.shape.features.filter(feature => isTileable(plan, feature))
  return groupParts(plan, features, measuresOf(plan, options).huge)
}

function groupsOf(frame: Frame, options: BatchPlanOptions): FeatureGroup[] {
  const parts = tiledParts(frame.plan, options)
  const [tiled, others] = split(frame.features, feature => isTiled(frame.plan, feature, options))
  const tiledGroups = byWindow(tiled).map((features, i) =>
    tiledGroup(frame, parts, features, `g${i}`, options),
  )
  return [...tiledGroups, ...untiledGroups(frame, others, options)]
}

/** Windows that lie within one another share their facts, where partial results merge; the others meet them alone. */
function untiledGroups(
  frame: Frame,
  features: readonly StoredFeature[],
  options: BatchPlanOptions,
): FeatureGroup[] {
  const [mergeable, others] = split(
    features,
    feature => feature.window.length !== null && isMergeable(frame.plan, feature),
  )
  const [chains, single] = split(ringChains(byWindow(mergeable)), chain => chain.length > 1)
  return [
    ...chains.flatMap((chain, i) => ringedGroups(frame, chain, `r${i}`, options)),
    ...byWindow([...single.flat(2), ...others]).map((group, i) =>
      pairedGroup(frame, group, `p${i}`, options),
    ),
  ]
}

function byWindow(features: readonly StoredFeature[]): StoredFeature[][] {
  const groups = Map.groupBy(
    features,
    ({ window: { length, slide, closed } }) => `${length} ${slide} ${closed}`,
  )
  return [...groups.values()]
}

function split<T>(all: readonly T[], belongs: (each: T) => boolean): [T[], T[]] {
  return [all.filter(belongs), all.filter(each => !belongs(each))]
}

/** One frame's answers are the result; several are joined to it. */
function readFrames(
  definitions: Definitions,
  dialect: Dialect,
  frames: readonly Frame[],
  options: BatchPlanOptions,
): SqlStatement[] {
  const result = (query: string): SqlStatement => ({
    purpose: `${definitions.name}@${definitions.version}: the answers`,
    sql: `${dialect.createResult(options.into)}\n${query}`,
    table: options.into,
  })
  const answered = frames.map(frame => {
    const groups = groupsOf(frame, options)
    const steps = [...frameTables(frame, options), ...groups.flatMap(group => group.statements)]
    return { frame, steps, ...frameAnswers(frame, groups, options) }
  })
  const [only, ...others] = answered
  if (only !== undefined && others.length === 0) {
    return [...only.steps, { ...result(only.query), frees: only.frees }]
  }
  const statements = answered.flatMap(({ frame, steps, query, frees }) => [
    ...steps,
    { purpose: `${labelOf(frame)}: answers`, ...frame.plan.create(answersOf(frame), query), frees },
  ])
  return [...statements, result(joinedAnswers(definitions, dialect, frames, options))]
}

const answersOf = (frame: Frame) => frame.table('answers')

function joinedAnswers(
  definitions: Definitions,
  dialect: Dialect,
  frames: readonly Frame[],
  options: BatchPlanOptions,
): string {
  const frameOf = (feature: StoredFeature) => frames.findIndex(frame => frame.features.includes(feature))
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const columns = stored.flatMap(feature =>
    Object.values(answerColumns(feature)).map(name => `a${frameOf(feature)}.${dialect.identifier(name)}`),
  )
  const probe = dialect.identifier('__probe')
  const joins = frames.map((frame, i) => `LEFT JOIN ${answersOf(frame)} a${i} ON a${i}.${probe} = p.${probe}`)
  return `SELECT ${[`p.${probe}`, ...columns].join(',\n  ')}
FROM ${options.points} p
${joins.join('\n')}`
}
