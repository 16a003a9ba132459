import { answerColumns } from '../../../../features/batch-plan/frame-answers.ts'
import type { StoredFeature } from '../../../../features/definitions.ts'
import { duckdb } from '../../../../features/dialects/duckdb.ts'
import type { ValueType } from '../../../../features/value.ts'
import { expired, inReach, keyless, notFound, nullState, present } from '../core/answer-block.ts'
import type { FoldPlan, IndexPlan, ViewPlan } from '../core/index-plan.ts'
import { inputSql } from './measure-log.ts'
import type { PreparedSource } from './prepare-source.ts'
import { addsUp, type InputNeed } from './source-needs.ts'

/** How the raw answers `r` of a source read as those of the batch plan. */
export interface DecodedSource {
  readonly source: PreparedSource
  readonly plan: IndexPlan
  /** Alias of the raw table. */
  readonly alias: string
}

/** SQL by feature: its five columns of the result. */
export function decodedColumns(decoded: DecodedSource): Map<StoredFeature, string[]> {
  const { features } = decoded.source.work.needs
  return new Map(features.map((feature, f) => [feature, columnsOf(decoded, feature, f)]))
}

/** SQL: what the raw table joins to turn names of values into values. */
export function decodedJoins({ source, alias }: DecodedSource): string[] {
  return source.work.needs.features.flatMap((feature, f) => {
    const names = namesOf(source, feature)
    if (names === null || feature.aggregate.kind === 'lastN') return []
    return [
      `LEFT JOIN ${names} ${alias}d${f} ON ${alias}d${f}.code = TRY_CAST(${alias}.v${f} AS BIGINT) AND ${alias}.s${f} = ${present}`,
    ]
  })
}

/** The relation of codes and values by which a feature's input travelled; null where it travelled as it is. */
function namesOf({ work, encodings }: PreparedSource, feature: StoredFeature): string | null {
  const input = work.needs.inputOf(feature)
  if (input === null || addsUp(feature) || countsOnly(feature)) return null
  const kept = encodings[input]?.kept
  if (kept === 'dictionary') return work.table(`dictionary${input}`)
  if (kept !== 'row') return null
  const row = duckdb.identifier(work.log.row)
  const value = inputSql(work.needs.inputs[input] as InputNeed)
  return `(SELECT l.${row} AS code, ${value} AS value FROM ${work.log.name} l)`
}

function countsOnly({ aggregate }: StoredFeature): boolean {
  return aggregate.kind === 'count' || aggregate.kind === 'countDistinct'
}

function columnsOf(decoded: DecodedSource, feature: StoredFeature, f: number): string[] {
  const { alias, plan } = decoded
  const state = `${alias}.s${f}`
  const view = plan.views.find(each => each.folds.some(fold => fold.features.includes(f))) as ViewPlan
  const fold = view.folds.find(each => each.features.includes(f)) as FoldPlan
  const names = answerColumns(feature)
  const named = (sql: string, name: string) => `${sql} AS ${duckdb.identifier(name)}`
  const empty = duckdb.literal(feature.whenEmpty, feature.type)
  const weight = weightOf(feature, alias, fold)
  return [
    named(
      `CASE ${state} WHEN ${present} THEN ${decodedValue(decoded, feature, f)} WHEN ${notFound} THEN ${empty} END`,
      names.value,
    ),
    named(
      `CASE ${state} WHEN ${present} THEN 'present' WHEN ${notFound} THEN 'not-found' WHEN ${expired} THEN 'expired' ELSE 'null' END`,
      names.state,
    ),
    named(
      `CASE WHEN ${state} IN (${present}, ${nullState}) THEN ${inputsOf(feature, alias, fold)} ELSE 0 END`,
      names.n,
    ),
    named(
      weight === null ? 'CAST(NULL AS DOUBLE)' : `CASE WHEN ${state} = ${present} THEN ${weight} END`,
      names.weight,
    ),
    named(plan.completeFrom === null ? 'TRUE' : judged(feature, `${alias}.r${view.number}`), names.judged),
  ]
}

function inputsOf({ aggregate }: StoredFeature, alias: string, fold: FoldPlan): string {
  if (aggregate.kind === 'latest') return 'CAST(1 AS BIGINT)'
  return aggregate.of === null ? 'CAST(0 AS BIGINT)' : `CAST(${alias}.n${fold.number} AS BIGINT)`
}

function weightOf({ aggregate }: StoredFeature, alias: string, fold: FoldPlan): string | null {
  const { kind, of } = aggregate
  if (kind === 'variance' || kind === 'stddev') return `${alias}.centre${fold.number}`
  return (kind === 'sum' || kind === 'mean') && of?.type === 'float' ? `${alias}.size${fold.number}` : null
}

/** A view's reach is that of its tail, or where it has none that of its newest fact, which only `latest` may rely on. */
function judged({ window, aggregate }: StoredFeature, reach: string): string {
  return window.length !== null || aggregate.kind === 'latest'
    ? `${reach} IN (${inReach}, ${keyless})`
    : `${reach} = ${keyless}`
}

function decodedValue({ source, alias }: DecodedSource, feature: StoredFeature, f: number): string {
  const raw = `${alias}.v${f}`
  const names = namesOf(source, feature)
  const type = duckdb.typeName(feature.type)
  if (feature.aggregate.kind !== 'lastN') {
    return names === null ? plainValue(raw, feature.type) : `CAST(${alias}d${f}.value AS ${type})`
  }
  if (names === null) {
    const element = feature.aggregate.of?.type as ValueType
    return `CAST(list_transform(${raw}, lambda x: ${plainValue('x', element)}) AS ${type})`
  }
  const elements = `SELECT unnest(${raw}) AS code, generate_subscripts(${raw}, 1) AS place`
  const list = `SELECT list(d.value ORDER BY u.place) FROM (${elements}) u JOIN ${names} d ON d.code = TRY_CAST(u.code AS BIGINT)`
  return `CAST(coalesce((${list}), []) AS ${type})`
}

/** A value that travelled as a number. */
function plainValue(raw: string, type: ValueType): string {
  if (type === 'bool') return `${raw} = 1`
  if (type === 'timestamp') return `make_timestamp(CAST(${raw} AS BIGINT))`
  return type === 'int' ? `CAST(${raw} AS BIGINT)` : raw
}
