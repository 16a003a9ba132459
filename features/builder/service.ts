import type { Definitions, Service } from '../definitions.ts'
import { serviceOrThrow, serviceSchema } from '../resolve-service.ts'
import type { ValueType } from '../value.ts'
import type { Reads } from './expression-types.ts'
import { stated } from './feature-document.ts'
import { type FeatureSet, readFeatures } from './features.ts'
import type { OnDemandDraft } from './on-demand.ts'
import type { Remarks } from './settings.ts'
import { strictNames } from './strict-names.ts'

type Types = Readonly<Record<string, ValueType>>
type AnySet = Pick<FeatureSet<string, Types>, 'name' | 'types' | 'definitions'>

/** What the on-demand features of a service read: `f.fraud.spend_24h`, and those that it has itself as `f.ratio`. */
type ServiceReads<U extends AnySet, T extends Types> = {
  readonly [S in U as S['name']]: Reads<S['types']>
} & Reads<T>

/** A service in a features file: what one prediction asks for, over several documents. */
export interface ServiceSet<U extends AnySet, T extends Types> {
  readonly name: string
  readonly document: unknown
  readonly service: Service
  /** The documents that it uses. */
  readonly uses: readonly Definitions[]
  /**
   * The same service with on-demand features, which may read all features of its documents and those that it has so far.
   * @throws PlumblineError `bad-definition` listing every problem
   */
  with<const D extends Types>(
    onDemand: {
      readonly [K in keyof D]: OnDemandDraft<ServiceReads<U, T>, D[K]>
    },
  ): ServiceSet<U, T & D>
}

/**
 * Makes a service over documents; history § The definition document.
 * @throws PlumblineError `bad-definition` listing every problem
 */
export function service<const U extends readonly AnySet[]>(
  name: string,
  uses: U,
  remarks: Remarks = {},
): ServiceSet<U[number], Readonly<Record<never, ValueType>>> {
  const documents = uses.map(used => used.definitions)
  const given = { schema: serviceSchema, name, ...stated({ ...remarks }), onDemand: {} }
  return serviceSet({ ...given, uses: documents.map(used => `${used.name}@${used.version}`) }, documents)
}

type Given = Readonly<Record<string, unknown>> & { readonly onDemand: Readonly<Record<string, unknown>> }

function serviceSet<U extends AnySet, T extends Types>(
  given: Given,
  uses: readonly Definitions[],
): ServiceSet<U, T> {
  const resolved = serviceOrThrow(given, uses)
  const set = {
    name: resolved.name,
    document: resolved.document,
    service: resolved,
    uses: resolved.uses,
    with: (added: Readonly<Record<string, OnDemandDraft<unknown, ValueType>>>) => {
      const documents = uses.map(({ name, features }) => [
        name,
        readFeatures(`the document ${name}`, features.values(), `${name}.`),
      ])
      const own = Object.entries(readFeatures(resolved.name, resolved.onDemandOrder, ''))
      const reads = strictNames(
        `the service ${resolved.name}`,
        Object.fromEntries([...documents, ...own]) as object,
      )
      const written = Object.entries(added).map(([feature, draft]) => [feature, draft.write(reads).document])
      return serviceSet({ ...given, onDemand: { ...given.onDemand, ...Object.fromEntries(written) } }, uses)
    },
  }
  return Object.freeze(set) as unknown as ServiceSet<U, T>
}
