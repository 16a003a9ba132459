import type { AggregateKind, NullRule, StoredFeature } from '../../definitions.ts'
import type { Value, ValueType } from '../../value.ts'
import { aggregations } from '../index.ts'

interface Choices {
  readonly input?: ValueType | null
  readonly nulls?: NullRule
  readonly n?: number
  readonly ttl?: number
  readonly whenEmpty?: Value
}

/** A feature over one field `x`, unbounded, for tests of one aggregation at a time. */
export function storedFeature(kind: AggregateKind, choices: Choices = {}): StoredFeature {
  const input = choices.input === undefined ? 'float' : choices.input
  const fields = new Map<string, ValueType>([
    ['k', 'string'],
    ['x', input ?? 'float'],
  ])
  return {
    kind: 'stored',
    name: 'f',
    source: { name: 's', fields, keyFields: ['k'] },
    aggregate: {
      kind,
      of: input === null ? null : { node: 'field', name: 'x', type: input },
      n: choices.n ?? (kind === 'lastN' ? 3 : null),
      ttl: choices.ttl ?? null,
    },
    type: aggregations[kind].resultType(input),
    window: { length: null, closed: 'left', slide: null },
    where: null,
    nulls: choices.nulls ?? 'skip',
    allowedLateness: null,
    refresh: null,
    whenEmpty: choices.whenEmpty ?? (kind === 'count' || kind === 'countDistinct' ? 0n : null),
    tolerance: null,
  }
}
