import type { FinishColumns } from '../aggregations/aggregation-sql.ts'
import { aggregations } from '../aggregations/index.ts'
import type { StoredFeature } from '../definitions.ts'
import type { FeatureGroup } from './feature-group.ts'
import type { Frame } from './frame.ts'
import { isFloat } from './group-parts.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import { tailOf } from './window-bounds.ts'

/** Names of a feature's five columns of the result. */
export function answerColumns(feature: { readonly name: string }) {
  const of = (suffix: string) => `${feature.name}__${suffix}`
  return { value: feature.name, state: of('state'), n: of('n'), weight: of('weight'), judged: of('judged') }
}

/** One feature on its way to its answer. */
interface Answering {
  readonly frame: Frame
  readonly feature: StoredFeature
  /** Distinguishes its columns and its joins. */
  readonly at: number
  readonly group: FeatureGroup
  /** Alias of the group's table. */
  readonly alias: string
  readonly completeFrom: number | null
  readonly applied: boolean
}

/** A query of the answers of a frame: `probe`, and every feature's `answerColumns`; semantics §§ 4, 5, 7. */
export function frameAnswers(
  frame: Frame,
  groups: readonly FeatureGroup[],
  options: BatchPlanOptions,
): { readonly query: string; readonly frees: readonly string[] } {
  const completeFrom = options.completeFrom.get(frame.plan.source.name) ?? null
  const answering = groups.flatMap((group, g) =>
    group.features.map(feature => ({
      frame,
      feature,
      group,
      alias: `g${g}`,
      completeFrom,
      applied: options.applied,
    })),
  )
  const all = answering.map((each, at): Answering => ({ ...each, at }))
  const inner = all.flatMap(innerColumns)
  const joins = [
    ...groups.map((group, g) => `LEFT JOIN ${group.table} g${g} ON g${g}.__ask = p.__ask`),
    ...all.flatMap(pickJoins),
  ]
  const place = ({ feature }: Answering) => frame.features.indexOf(feature)
  const outer = all.toSorted((a, b) => place(a) - place(b)).flatMap(outerColumns)
  const query = `SELECT r.__probe AS ${frame.plan.dialect.identifier('probe')},
  ${outer.join(',\n  ')}
FROM (
  SELECT p.__probe, p.__head, p.__keyless,
    ${inner.join(',\n    ')}
  FROM ${frame.points} p
  ${joins.join('\n  ')}
) r`
  return { query, frees: [...groups.map(group => group.table), frame.points, frame.asks] }
}

function picks({ feature }: Answering): boolean {
  return aggregations[feature.aggregate.kind].sql.picks === true
}

function pickJoins(each: Answering): string[] {
  if (!picks(each)) return []
  const { frame, at, alias, group, feature } = each
  const rank = `${alias}.${group.parts.of(feature).parts.rank}`
  const shared = `LEFT JOIN ${frame.plan.tables.facts} s${at} ON s${at}.__key = p.__key AND s${at}.__rank = ${rank}`
  if (!each.applied) return [shared]
  return [
    `${shared} AND p.__mark IS NULL`,
    `LEFT JOIN ${frame.own} o${at} ON o${at}.__ask = p.__ask AND o${at}.__rank = ${rank}`,
  ]
}

/** A column of the fact that was picked, from the shared facts or from the ask's own. */
function picked({ at, applied }: Answering, column: string): string {
  return applied
    ? `CASE WHEN p.__mark IS NULL THEN s${at}.${column} ELSE o${at}.${column} END`
    : `s${at}.${column}`
}

function innerColumns(each: Answering): string[] {
  const { frame, feature, at, alias, group } = each
  const { plan } = frame
  const { sql } = aggregations[feature.aggregate.kind]
  const { facts, inputs, parts } = group.parts.of(feature)
  const input = plan.shape.inputOf(feature)
  const columns: FinishColumns = {
    part: name => `${alias}.${parts[name]}`,
    inputs: `coalesce(${alias}.${inputs}, 0)`,
    huge: group.parts.huge && isFloat(feature),
    picked: picks(each) ? picked(each, input!.column) : '',
  }
  return [
    `coalesce(${alias}.${facts}, 0) AS __facts${at}`,
    `${columns.inputs} AS __inputs${at}`,
    `${sql.value(columns, feature, plan.dialect)} AS __value${at}`,
    `${sql.weight?.(columns, feature, plan.dialect) ?? plan.dialect.literal(null, 'float')} AS __weight${at}`,
    ...(feature.aggregate.kind === 'latest' ? [`${picked(each, '__tau')} AS __newest${at}`] : []),
  ]
}

/** The first state that holds is the state: not-found, expired, null, present. */
function outerColumns(each: Answering): string[] {
  const { feature, at, frame } = each
  const { dialect } = frame.plan
  const { ttl, kind } = feature.aggregate
  const [facts, inputs, value] = [`r.__facts${at}`, `r.__inputs${at}`, `r.__value${at}`]
  const expired = ttl === null ? null : `r.__head - r.__newest${at} > ${ttl}`
  const poisoned = feature.nulls === 'poison' ? `${inputs} < ${facts}` : null
  const none = dialect.literal(null, feature.type)
  const cases = (empty: string, late: string, poison: string, rest: string) =>
    [
      `CASE WHEN ${facts} = 0 THEN ${empty}`,
      ...(expired === null ? [] : [`WHEN ${expired} THEN ${late}`]),
      ...(poisoned === null ? [] : [`WHEN ${poisoned} THEN ${poison}`]),
      `ELSE ${rest} END`,
    ].join(' ')
  const count = kind === 'latest' ? '1' : feature.aggregate.of === null ? '0' : inputs
  const noFloat = dialect.literal(null, 'float')
  const columns = answerColumns(feature)
  const named = (sql: string, name: string) => `${sql} AS ${dialect.identifier(name)}`
  return [
    named(cases(dialect.literal(feature.whenEmpty, feature.type), none, none, value), columns.value),
    named(
      cases(
        "'not-found'",
        "'expired'",
        "'null'",
        `CASE WHEN ${value} IS NULL THEN 'null' ELSE 'present' END`,
      ),
      columns.state,
    ),
    named(cases('0', '0', '0', count), columns.n),
    named(cases(noFloat, noFloat, noFloat, `r.__weight${at}`), columns.weight),
    named(judged(each), columns.judged),
  ]
}

/** Whether the log reaches back far enough; semantics § 7, not judged. */
function judged({ feature, at, completeFrom, frame }: Answering): string {
  if (completeFrom === null) return 'TRUE'
  const tail = tailOf(frame.plan, feature.window, 'r.__head')
  if (tail === null) {
    const atHand = feature.aggregate.kind === 'latest' ? `r.__newest${at} >= ${completeFrom}` : 'FALSE'
    return `r.__keyless OR coalesce(${atHand}, FALSE)`
  }
  return `r.__keyless OR coalesce(${tail} >= ${completeFrom}, FALSE)`
}
