import type { FinishColumns } from '../aggregations/aggregation-sql.ts'
import { aggregations } from '../aggregations/index.ts'
import type { FeatureGroup } from './feature-group.ts'
import type { Frame } from './frame.ts'
import { isFloat } from './group-parts.ts'
import { type Picking, pickedInputs, pickedOne, pickJoins } from './picked-facts.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import { tailOf } from './window-bounds.ts'

/** Names of a feature's five columns of the result. */
export function answerColumns(feature: { readonly name: string }) {
  const of = (suffix: string) => `${feature.name}__${suffix}`
  return { value: feature.name, state: of('state'), n: of('n'), weight: of('weight'), judged: of('judged') }
}

/** One feature on its way to its answer; `at` distinguishes its columns, too. */
interface Answering extends Picking {
  readonly completeFrom: number | null
}

/** A query of the answers of a frame: `__probe`, and every feature's `answerColumns`; semantics §§ 4, 5, 7. */
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
  const query = `SELECT r.__probe AS ${frame.plan.dialect.identifier('__probe')},
  ${outer.join(',\n  ')}
FROM (
  SELECT p.__probe, p.__head, p.__keyless,
    ${inner.join(',\n    ')}
  FROM ${frame.points} p
  ${joins.join('\n  ')}
) r`
  return { query, frees: [...groups.map(group => group.table), frame.points, frame.asks] }
}

function innerColumns(each: Answering): string[] {
  const { frame, feature, at, alias, group } = each
  const { plan } = frame
  const { sql } = aggregations[feature.aggregate.kind]
  const { facts, inputs, parts } = group.parts.of(feature)
  const columns: FinishColumns = {
    part: name => `${alias}.${parts[name]}`,
    inputs: `coalesce(${alias}.${inputs}, 0)`,
    huge: group.parts.huge && isFloat(feature),
    picked: pickedInputs(each),
  }
  return [
    `coalesce(${alias}.${facts}, 0) AS __facts${at}`,
    `${columns.inputs} AS __inputs${at}`,
    `${sql.value(columns, feature, plan.dialect)} AS __value${at}`,
    `${sql.weight?.(columns, feature, plan.dialect) ?? plan.dialect.literal(null, 'float')} AS __weight${at}`,
    ...(feature.aggregate.kind === 'latest' ? [`${pickedOne(each, '__tau')} AS __newest${at}`] : []),
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
