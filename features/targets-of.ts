import { checkVersions } from './check-versions.ts'
import type { Definitions, Service } from './definitions.ts'
import { PlumblineError } from './plumbline-error.ts'
import { isObject } from './resolve/read-object.ts'
import { definitionsOrThrow } from './resolve-definitions.ts'
import { serviceOrThrow } from './resolve-service.ts'

/** What a features file or the `definitions` of a History hold; names are distinct over both lists. */
export interface Targets {
  readonly definitions: readonly Definitions[]
  readonly services: readonly Service[]
}

/**
 * Resolves what a features file exports or a JSON file holds: a document, a service, what the builder made of either,
 * resolved definitions, or an array that mixes them in any order. A service made by the builder brings its documents
 * along. The same document twice is one.
 * @throws PlumblineError `bad-definition`, `unknown-schema` or `version-conflict`
 */
export function targetsOf(exported: unknown): Targets {
  const documents = documentsOf(exported)
  const all = documents.filter(document => !isService(document)).map(definitionsOrThrow)
  checkVersions(all)
  const definitions = distinct(all, ({ hash }) => hash)
  const made = documents.filter(isService).map(document => serviceOrThrow(document, definitions))
  const services = distinct(made, service => JSON.stringify(service.document))
  if (definitions.length === 0) {
    throw new PlumblineError(
      'bad-definition',
      'there is no definition document: export features(…) or a document of its form.',
    )
  }
  checkNames([...definitions, ...services])
  return Object.freeze({ definitions, services })
}

/** The documents in what was given, in order; those that a service brings along stand before it. */
function documentsOf(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given.flatMap(documentsOf)
  if (!isObject(given) || given.schema !== undefined || !isObject(given.document)) return [given]
  return [...(Array.isArray(given.uses) ? given.uses.flatMap(documentsOf) : []), given.document]
}

function isService(document: unknown): boolean {
  return (
    isObject(document) &&
    typeof document.schema === 'string' &&
    document.schema.startsWith('plumbline.service/')
  )
}

function distinct<T extends { readonly name: string }>(
  all: readonly T[],
  content: (one: T) => string,
): readonly T[] {
  return Object.freeze([...new Map(all.map(one => [`${one.name} ${content(one)}`, one])).values()])
}

/** Served tables, stores and probes know a document or a service by its name alone. */
function checkNames(all: readonly { readonly name: string }[]): void {
  const names = new Set<string>()
  for (const { name } of all) {
    if (names.has(name)) {
      const mend = 'served tables are named after them, so rename one or keep one version'
      throw new PlumblineError('bad-definition', `two documents or services are named ${name}: ${mend}.`)
    }
    names.add(name)
  }
}
