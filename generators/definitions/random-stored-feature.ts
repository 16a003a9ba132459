import { aggregations } from '../../features/aggregations/index.ts'
import { type AggregateKind, aggregateKinds } from '../../features/definitions.ts'
import { formatDuration } from '../../features/duration.ts'
import type { ExpressionDocument } from '../../features/expression.ts'
import { writeLiteral } from '../../features/literal-value.ts'
import type { Micros, ValueType } from '../../features/value.ts'
import type { Random } from '../random.ts'
import { drawValue } from '../values.ts'
import { type ExpressionScope, randomExpression, randomLeaf } from './random-expression.ts'

/** A source as documents are made of it. */
export interface RandomSource {
  readonly name: string
  readonly fields: Readonly<Record<string, ValueType>>
  readonly keyFields: readonly string[]
}

/** A stored feature of a document (JSON), and the type of its values. */
export interface RandomFeature {
  readonly name: string
  readonly type: ValueType
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * A random stored feature of semantics § 3. Its lengths of time are comparable to `scale` (µs), the span over which the
 * facts lie, so that its windows hold some of them and not others.
 */
export function randomStoredFeature(
  index: number,
  source: RandomSource,
  scale: Micros,
  random: Random,
): RandomFeature {
  const kind = random.pick(aggregateKinds)
  const scope = scopeOf(source)
  const input = inputOf(kind, scope, random)
  const type = aggregations[kind].resultType(input?.type ?? null)
  const body = {
    source: source.name,
    aggregate: {
      kind,
      ...(input === null ? {} : { of: input.expression }),
      ...(kind === 'lastN' ? { n: random.int(1, 4) } : {}),
      ...(kind === 'latest' && random.chance(0.6)
        ? { ttl: part(scale, random, [0, 1 / 16, 1 / 8, 1 / 2]) }
        : {}),
    },
    ...windowOf(scale, random),
    ...nullsOf(kind, input?.type ?? null, random),
    ...(random.chance(0.4) ? { where: whereOf(scope, random) } : {}),
    ...(random.chance(0.4) ? { allowedLateness: part(scale, random, [0, 1 / 64, 1 / 16, 1 / 4]) } : {}),
    ...(random.chance(0.3) ? { refresh: refreshOf(scale, random) } : {}),
    ...(random.chance(0.2) ? { whenEmpty: writeLiteral(drawValue(type, 'few', random), type) } : {}),
  }
  return { name: `${kind.toLowerCase()}_${index}`, type, body }
}

function scopeOf(source: RandomSource): ExpressionScope {
  const leaves = Object.entries(source.fields).map(([field, type]) => ({ expression: { field }, type }))
  return { leaves, onDemand: false }
}

/** The input: a field, mostly; else an expression. Null for a count of facts. */
function inputOf(
  kind: AggregateKind,
  scope: ExpressionScope,
  random: Random,
): { expression: ExpressionDocument; type: ValueType } | null {
  if (kind === 'count' && random.chance(0.5)) return null
  const types = [...new Set(scope.leaves.map(leaf => leaf.type))].filter(type =>
    aggregations[kind].accepts(type),
  )
  const type = random.pick(types)
  const expression = random.chance(0.75)
    ? fieldOf(type, scope, random)
    : randomExpression(type, scope, 2, random)
  return { expression, type }
}

function fieldOf(type: ValueType, scope: ExpressionScope, random: Random): ExpressionDocument {
  return random.pick(scope.leaves.filter(leaf => leaf.type === type)).expression
}

function windowOf(
  scale: Micros,
  random: Random,
): { window?: { length?: string; closed: string; slide?: string } } {
  const closed = random.pick(['left', 'right'])
  if (random.chance(0.15)) return random.chance(0.3) && closed === 'left' ? {} : { window: { closed } }
  const length = partOf(scale, random, [1 / 8, 1 / 4, 1 / 2, 1, 2])
  const slide = random.chance(0.45) ? { slide: part(length, random, [1 / 7, 1 / 4, 1 / 2, 1, 3 / 2]) } : {}
  return { window: { length: formatDuration(length), closed, ...slide } }
}

function nullsOf(kind: AggregateKind, input: ValueType | null, random: Random): { nulls?: string } {
  if (kind === 'count' || kind === 'latest') return {}
  const rules = input === 'int' || input === 'float' ? ['skip', 'zero', 'poison'] : ['skip', 'poison']
  return { nulls: random.pick(rules) }
}

/** A filter that lets most facts in, mostly; now and then any. */
function whereOf(scope: ExpressionScope, random: Random): ExpressionDocument {
  if (random.chance(0.3)) return randomExpression('bool', scope, 2, random)
  const flag = randomLeaf('bool', scope, random)
  const label = randomLeaf('string', scope, random)
  const number = random.pick(
    scope.leaves.filter(leaf => leaf.type === 'float' || leaf.type === 'int'),
  ).expression
  return random.pick<ExpressionDocument>([
    { call: 'ne', args: [label, { literal: 'b' }] },
    { call: 'ge', args: [number, { literal: 1 }] },
    { call: 'or', args: [flag, { call: 'isNull', args: [number] }] },
    { call: 'not', args: [{ call: 'and', args: [flag, { call: 'lt', args: [number, { literal: 0.5 }] }] }] },
    flag,
  ])
}

function refreshOf(scale: Micros, random: Random): Readonly<Record<string, string>> {
  const every = partOf(scale, random, [1 / 32, 1 / 16, 1 / 8, 1 / 4])
  const delay = part(every, random, [0, 1 / 4, 1, 2])
  return random.chance(0.3) ? { every: formatDuration(every) } : { every: formatDuration(every), delay }
}

/** A part of a length of time, now and then 1 µs more or less, so that not everything lies on one grid. */
function partOf(length: Micros, random: Random, parts: readonly number[]): Micros {
  const exact = Math.round(length * random.pick(parts))
  return Math.max(
    1,
    exact +
      random.weighted([
        [8, 0],
        [1, 1],
        [1, -1],
      ]),
  )
}

function part(length: Micros, random: Random, parts: readonly number[]): string {
  const share = random.pick(parts)
  return share === 0 ? '0s' : formatDuration(partOf(length, random, [share]))
}
