import type { Json } from '../definitions/random-document.ts'

/** The document without one of its features, for each that no other reads. At least one stays. */
export function* withoutFeature(document: Json): Generator<Json> {
  const features = Object.entries(document.features as Json)
  if (features.length < 2) return
  for (const [name] of features) {
    const rest = features.filter(([other]) => other !== name)
    if (
      !readsFeature(
        rest.map(([, body]) => body),
        name,
      )
    )
      yield { ...document, features: Object.fromEntries(rest) }
  }
}

/** Whether a part of a document reads the feature of that name (`name`, or `document.name` in a service). */
export function readsFeature(part: unknown, name: string): boolean {
  if (typeof part !== 'object' || part === null) return false
  return Object.entries(part).some(
    ([member, value]) => (member === 'feature' && value === name) || readsFeature(value, name),
  )
}
