import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { always, type Relation } from '../relation.ts'

/** A document beside another one, with features of the same names, changes nothing in it. */
export const unrelatedView: Relation = {
  says: 'another document had features of the same names',
  knows: 'nothing: the documents are ours',
  whyNot: always,
  relate: ({ script }) => {
    const strangers = script.definitions.map(({ document, name }) => {
      const whole = document as { readonly features: Readonly<Record<string, Record<string, unknown>>> }
      const stored = Object.entries(whole.features).filter(([, body]) => 'source' in body)
      // Of the same names, but other features: each is the next one.
      const features = stored.map(([feature], i) => [feature, stored[(i + 1) % stored.length]?.[1]])
      return definitionsOrThrow({
        ...whole,
        name: `${name}_stranger`,
        features: Object.fromEntries(features),
      })
    })
    return { script: { ...script, definitions: [...strangers, ...script.definitions] } }
  },
}
