import type { AggregateKind, Definitions, Source, StoredFeature } from '../../../../features/definitions.ts'
import type { Expression } from '../../../../features/expression.ts'

/** A distinct input of a source's features: an expression, with nulls as zero or not, and what features do with it. */
export interface InputNeed {
  readonly expression: Expression
  readonly zero: boolean
  /** Some feature adds it up. */
  readonly added: boolean
  /** Some feature gives one of its values, or counts them. */
  readonly kept: boolean
  /** Some feature compares its values with one another. */
  readonly compared: boolean
}

/** What the stored features of a source need of its records, everything once. */
export interface SourceNeeds {
  readonly definitions: Definitions
  readonly source: Source
  readonly features: readonly StoredFeature[]
  readonly inputs: readonly InputNeed[]
  readonly predicates: readonly Expression[]
  /** Some feature depends on the order of facts. */
  readonly ordered: boolean
  /** Some feature is scheduled. */
  readonly scheduled: boolean
  /** Number of a feature's input; null for a `count` of facts. */
  inputOf(feature: StoredFeature): number | null
  predicateOf(feature: StoredFeature): number | null
}

const adding: ReadonlySet<AggregateKind> = new Set(['sum', 'mean', 'variance', 'stddev'])
const comparing: ReadonlySet<AggregateKind> = new Set(['min', 'max', 'countDistinct'])
const ordering: ReadonlySet<AggregateKind> = new Set(['first', 'last', 'lastN', 'latest'])

/** Whether a feature adds its inputs up, rather than giving one of them or counting them. */
export function addsUp({ aggregate }: StoredFeature): boolean {
  return adding.has(aggregate.kind)
}

export function sourceNeeds(definitions: Definitions, source: Source): SourceNeeds {
  const features = [...definitions.features.values()].filter(
    (feature): feature is StoredFeature => feature.kind === 'stored' && feature.source.name === source.name,
  )
  const byInput = Map.groupBy(
    features.filter(feature => feature.aggregate.of !== null),
    inputText,
  )
  const byPredicate = Map.groupBy(
    features.filter(feature => feature.where !== null),
    ({ where }) => textOf(where),
  )
  const place = (texts: ReadonlyMap<string, unknown>, text: string) => [...texts.keys()].indexOf(text)
  return {
    definitions,
    source,
    features,
    inputs: [...byInput.values()].map(inputNeed),
    predicates: [...byPredicate.values()].map(group => group[0]?.where as Expression),
    ordered: features.some(({ aggregate }) => ordering.has(aggregate.kind)),
    scheduled: features.some(({ refresh }) => refresh !== null),
    inputOf: feature => (feature.aggregate.of === null ? null : place(byInput, inputText(feature))),
    predicateOf: feature => (feature.where === null ? null : place(byPredicate, textOf(feature.where))),
  }
}

function inputNeed(features: readonly StoredFeature[]): InputNeed {
  const [first] = features as [StoredFeature]
  return {
    expression: first.aggregate.of as Expression,
    zero: first.nulls === 'zero',
    added: features.some(addsUp),
    kept: !features.every(addsUp),
    compared: features.some(({ aggregate }) => comparing.has(aggregate.kind)),
  }
}

function inputText({ aggregate, nulls }: StoredFeature): string {
  return `${nulls === 'zero'} ${textOf(aggregate.of)}`
}

/** Expressions are plain data; −0, which JSON would lose, is never a literal. */
function textOf(expression: Expression | null): string {
  return JSON.stringify(expression, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}
