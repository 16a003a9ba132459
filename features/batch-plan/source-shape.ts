import type { Definitions, Source, StoredFeature } from '../definitions.ts'
import type { Expression } from '../expression.ts'

/** A column of the facts that holds an input of features: an expression, with the null rule `zero` applied. */
export interface InputColumn {
  readonly column: string
  readonly expression: Expression
  readonly zero: boolean
}

/** A boolean column of the facts: whether a feature's `where` and allowed lateness let the fact in. */
export interface AdmissionColumn {
  readonly column: string
  /** The column of the records that holds the predicate; null where there is none. */
  readonly where: string | null
  /** µs; null means never too late. */
  readonly allowedLateness: number | null
}

/** What the stored features of one source ask of its facts: every distinct input and condition once. */
export interface SourceShape {
  readonly source: Source
  readonly features: readonly StoredFeature[]
  readonly inputs: readonly InputColumn[]
  readonly wheres: readonly { readonly column: string; readonly expression: Expression }[]
  readonly admissions: readonly AdmissionColumn[]
  /** Some feature depends on the order of facts. */
  readonly ranked: boolean
  inputOf(feature: StoredFeature): InputColumn | null
  /** Null where the feature lets every fact of its window in. */
  admissionOf(feature: StoredFeature): AdmissionColumn | null
}

const rankedKinds: ReadonlySet<string> = new Set(['first', 'last', 'lastN', 'latest'])

export function sourceShape(definitions: Definitions, source: Source): SourceShape {
  const features = [...definitions.features.values()].filter(
    feature => feature.kind === 'stored' && feature.source.name === source.name,
  ) as StoredFeature[]
  const expressions = distinct(features.filter(hasInput), inputKey)
  const inputs = [...expressions.values()].map((feature, i) => ({
    column: `__x${i}`,
    expression: feature.aggregate.of!,
    zero: feature.nulls === 'zero',
  }))
  const predicates = distinct(
    features.filter(feature => feature.where !== null),
    whereKey,
  )
  const wheres = [...predicates.values()].map((feature, i) => ({
    column: `__w${i}`,
    expression: feature.where!,
  }))
  const whereColumn = (feature: StoredFeature) =>
    feature.where === null ? null : `__w${[...predicates.keys()].indexOf(whereKey(feature))}`
  const admitting = distinct(features.filter(isConditional), admissionKey)
  const admissions = [...admitting.values()].map((feature, i) => ({
    column: `__a${i}`,
    where: whereColumn(feature),
    allowedLateness: feature.allowedLateness,
  }))
  return {
    source,
    features,
    inputs,
    wheres,
    admissions,
    ranked: features.some(feature => rankedKinds.has(feature.aggregate.kind)),
    inputOf: feature =>
      hasInput(feature) ? inputs[[...expressions.keys()].indexOf(inputKey(feature))]! : null,
    admissionOf: feature =>
      isConditional(feature) ? admissions[[...admitting.keys()].indexOf(admissionKey(feature))]! : null,
  }
}

const hasInput = (feature: StoredFeature) => feature.aggregate.of !== null
const isConditional = (feature: StoredFeature) => feature.where !== null || feature.allowedLateness !== null

const inputKey = (feature: StoredFeature) => `${feature.nulls === 'zero'} ${textOf(feature.aggregate.of)}`
const whereKey = (feature: StoredFeature) => textOf(feature.where)
const admissionKey = (feature: StoredFeature) => `${feature.allowedLateness} ${whereKey(feature)}`

/** Expressions are plain data; −0, which JSON would lose, is never a literal. */
function textOf(expression: Expression | null): string {
  return JSON.stringify(expression, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}

/** The first feature of every distinct key, in order. */
function distinct(
  features: readonly StoredFeature[],
  keyOf: (feature: StoredFeature) => string,
): ReadonlyMap<string, StoredFeature> {
  const found = new Map<string, StoredFeature>()
  for (const feature of features) if (!found.has(keyOf(feature))) found.set(keyOf(feature), feature)
  return found
}
