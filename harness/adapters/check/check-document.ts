import type { AggregateKind, Definitions } from '../../../features/definitions.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import type { Capabilities } from '../../store.ts'

/** Kinds that give back a value as it went in, where there is one fact. */
const passing: readonly AggregateKind[] = ['latest', 'last', 'first', 'max', 'min']

/** Kinds of numbers alone, for stores that have none of those. */
const numeric: readonly AggregateKind[] = ['sum', 'mean', 'count']

/** Fields of the document's one source that are not its key. */
export const checkFields = {
  whole: 'int',
  real: 'float',
  word: 'string',
  yes: 'bool',
  moment: 'timestamp',
} as const

/**
 * The document that a store is checked with, of what it says that it can do: one unbounded feature a field that gives back
 * its only fact, where any aggregation does, and a count.
 * @throws PlumblineError bad-store where it has none of the aggregations that a check could read
 */
export function checkDocument({ name, aggregates }: Capabilities): Definitions {
  const has = (kind: AggregateKind) => aggregates === undefined || aggregates.includes(kind)
  const pass = passing.find(has)
  const features: Record<string, unknown> = {}
  const add = (feature: string, kind: AggregateKind, field: string | null) => {
    const of = field === null ? {} : { of: { field } }
    features[feature] = { source: 'check_facts', aggregate: { kind, ...of } }
  }
  if (pass !== undefined) for (const field of Object.keys(checkFields)) add(`the_${field}`, pass, field)
  if (pass === undefined) {
    for (const kind of numeric.filter(each => each !== 'count' && has(each))) {
      add(`${kind}_whole`, kind, 'whole')
      add(`${kind}_real`, kind, 'real')
    }
  }
  if (has('count')) add('how_many', 'count', null)
  if (Object.keys(features).length === 0) {
    const mend = `give --features a file of features that it has, or declare one of ${passing.join(', ')}, sum, mean, count`
    throw new PlumblineError('bad-store', `the store ${name} has no aggregation that can be checked: ${mend}`)
  }
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'adapter_check',
    version: 1,
    entity: { name: 'string', number: 'int' },
    sources: {
      check_facts: {
        key: { name: 'name', number: 'number' },
        fields: { name: 'string', number: 'int', ...checkFields },
      },
    },
    features,
  })
}
