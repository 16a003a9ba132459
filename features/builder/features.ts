import type { Definitions, Feature } from '../definitions.ts'
import { PlumblineError } from '../plumbline-error.ts'
import { definitionsOrThrow, definitionsSchema } from '../resolve-definitions.ts'
import type { ValueType } from '../value.ts'
import { wrap } from './build-expression.ts'
import type { Reads } from './expression-types.ts'
import { stated } from './feature-document.ts'
import type { OnDemandDraft } from './on-demand.ts'
import type { Remarks } from './settings.ts'
import type { SourceOutline } from './source.ts'
import type { StoredDraft } from './stored-draft.ts'
import { strictNames } from './strict-names.ts'

type Types = Readonly<Record<string, ValueType>>

/** A definition document in a features file: valid since it was made, immutable, its features' types known. */
export interface FeatureSet<N extends string, T extends Types> {
  readonly name: N
  readonly version: number
  /** The document as JSON data, defaults filled in. */
  readonly document: unknown
  readonly definitions: Definitions
  /** The types of the features by name, for the compiler; at run time they are in `definitions`. */
  readonly types: T
  /**
   * The same document with on-demand features, which may read all those it has so far. Call it again for features
   * that read on-demand ones, so that none can read itself.
   * @throws PlumblineError `bad-definition` listing every problem
   */
  with<const D extends Types>(
    onDemand: { readonly [K in keyof D]: OnDemandDraft<Reads<T>, D[K]> },
  ): FeatureSet<N, T & D>
}

/**
 * Makes a definition document of stored features. Its entity is what the keys of their sources have in common; names
 * are written as the document has them, in snake_case, and are never mapped.
 * @throws PlumblineError `bad-definition` listing every problem
 */
export function features<const N extends string, const T extends Types>(
  name: N,
  version: number,
  stored: { readonly [K in keyof T]: StoredDraft<T[K]> },
  remarks: Remarks = {},
): FeatureSet<N, T> {
  const drafts = Object.entries<StoredDraft<ValueType>>(stored)
  const sources = collectSources(
    name,
    drafts.map(([, draft]) => draft.source),
  )
  return featureSet<N, T>({
    schema: definitionsSchema,
    name,
    version,
    ...stated({ ...remarks }),
    entity: entityOf(sources),
    sources: Object.fromEntries(sources.map(({ name: source, key, fields }) => [source, { key, fields }])),
    features: Object.fromEntries(drafts.map(([feature, draft]) => [feature, draft.document])),
  })
}

type SetDocument = Readonly<Record<string, unknown>> & {
  readonly features: Readonly<Record<string, unknown>>
}

function featureSet<N extends string, T extends Types>(given: SetDocument): FeatureSet<N, T> {
  const definitions = definitionsOrThrow(given)
  const { name, version, document } = definitions
  const set = {
    name,
    version,
    document,
    definitions,
    types: Object.freeze(
      Object.fromEntries([...definitions.features.values()].map(feature => [feature.name, feature.type])),
    ),
    with: (added: Readonly<Record<string, OnDemandDraft<unknown, ValueType>>>) => {
      const reads = readFeatures(`the document ${name}`, definitions.features.values(), '')
      const written = Object.entries(added).map(([feature, draft]) => [feature, draft.write(reads).document])
      return featureSet({ ...given, features: { ...given.features, ...Object.fromEntries(written) } })
    },
  }
  return Object.freeze(set) as unknown as FeatureSet<N, T>
}

/** The expressions that read features, by their names; `prefix` stands before the names that the expressions hold. */
export function readFeatures(
  what: string,
  all: Iterable<Feature>,
  prefix: string,
): Readonly<Record<string, unknown>> {
  const reads = [...all].map(({ name, type }) => [name, wrap({ node: 'feature', name: prefix + name, type })])
  return strictNames(what, Object.fromEntries(reads) as Readonly<Record<string, unknown>>)
}

/** The distinct sources in order of first use; filters of one source share it. */
function collectSources(document: string, all: readonly SourceOutline[]): SourceOutline[] {
  const byName = new Map<string, SourceOutline>()
  for (const source of all) {
    const other = byName.get(source.name) ?? source
    byName.set(source.name, other)
    if (JSON.stringify([other.key, other.fields]) !== JSON.stringify([source.key, source.fields])) {
      throw new PlumblineError(
        'bad-definition',
        `${document} reads two sources named ${source.name}: rename one.`,
      )
    }
  }
  return [...byName.values()]
}

/** The entity as the first source has it; resolving the document finds the sources that differ. */
function entityOf([first]: readonly SourceOutline[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(first?.key ?? {}).map(([part, field]) => [part, first?.fields[field]]),
  )
}
