import type { Definitions } from '../../../features/definitions.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { always, type Relation } from '../relation.ts'

export const strangeFeature = 'a_stranger'

/** One more feature changes no other. */
export const unrelatedFeature: Relation = {
  says: 'a document had one more feature',
  knows: 'nothing: the documents are ours',
  whyNot: always,
  relate: ({ script }) => {
    const definitions = script.definitions.map(withStranger)
    const renewed = new Map(script.definitions.map((each, i) => [each, definitions[i] as Definitions]))
    const services = script.services.map(service => ({
      ...service,
      uses: service.uses.map(each => renewed.get(each) ?? each),
    }))
    return {
      script: { ...script, definitions, services },
      expected: (_, column, value) => (column.endsWith(strangeFeature) ? undefined : value),
    }
  },
}

function withStranger({ document, sources }: Definitions): Definitions {
  const whole = document as { readonly features: Readonly<Record<string, unknown>> }
  const [source] = sources.keys()
  const stranger = { source, aggregate: { kind: 'count' }, window: { length: '17m', closed: 'right' } }
  return definitionsOrThrow({ ...whole, features: { [strangeFeature]: stranger, ...whole.features } })
}
