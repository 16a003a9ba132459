import type { AggregateKind, StoredFeature } from '../../../features/definitions.ts'
import type { Expression } from '../../../features/expression.ts'
import type { Value } from '../../../features/value.ts'
import { storedFeatures } from '../../../generators/boundaries.ts'
import { withAppends } from '../plain-script.ts'
import type { Relation, RelationContext } from '../relation.ts'

/** A power of two: floats take it without loss. */
const factor = 8

const linear: ReadonlySet<AggregateKind> = new Set([
  'sum',
  'mean',
  'min',
  'max',
  'first',
  'last',
  'lastN',
  'latest',
  'stddev',
])

/** Twice the input is twice the sum: a floating-point field is scaled, and what is a multiple of it with it. */
export const scaled: Relation = {
  says: 'every floating-point value was eight times as large',
  knows:
    'which features are a multiple of a field: what they aggregate, and that their filter does not read it',
  whyNot: context =>
    context.script.definitions.some(each => storedFeatures([each]).some(isMultiple))
      ? null
      : 'no feature is a multiple of a floating-point field',
  relate: context => {
    const actions = withAppends(context.script, append => [
      {
        ...append,
        records: append.records.map(record => ({
          ...record,
          fields: Object.fromEntries(
            Object.entries(record.fields).map(([name, value]) => [name, times(value)]),
          ),
        })),
      },
    ])
    const multiples = multiplesOf(context)
    return {
      script: { ...context.script, actions },
      expected: (target, column, value) => multiples.get(`${target} ${column}`)?.(value),
    }
  },
}

/** What becomes of each column that something can be said of. */
function multiplesOf({ script }: RelationContext): Map<string, (value: Value) => Value> {
  return new Map(
    script.definitions.flatMap(document =>
      storedFeatures([document]).flatMap(feature => {
        const column = `${document.name} ${feature.name}`
        if (isMultiple(feature)) return [[column, times] as const]
        return readsFloats(feature) ? [] : [[column, (value: Value) => value] as const]
      }),
    ),
  )
}

function times(value: Value): Value {
  if (typeof value === 'number') return value * factor
  return Array.isArray(value) ? value.map(times) : value
}

function isMultiple({ aggregate, where, whenEmpty }: StoredFeature): boolean {
  const { of, kind } = aggregate
  const isPlain = of?.node === 'field' && of.type === 'float'
  return isPlain && linear.has(kind) && (where === null || !readsFloat(where)) && whenEmpty === null
}

function readsFloats({ aggregate, where }: StoredFeature): boolean {
  return (aggregate.of !== null && readsFloat(aggregate.of)) || (where !== null && readsFloat(where))
}

function readsFloat(expression: Expression): boolean {
  if (expression.node === 'field') return expression.type.includes('float')
  if (expression.node === 'toFloat') return readsFloat(expression.of)
  return expression.node === 'call' && expression.args.some(readsFloat)
}
