import type { Definitions, Feature, KeyPart, OnDemandFeature, Service, StoredFeature } from './definitions.ts'

/**
 * What a probe asks: one definition document, or a service over several. The name of a target is the name of its
 * served table.
 */
export type Target =
  | { readonly kind: 'document'; readonly definitions: Definitions }
  | { readonly kind: 'service'; readonly service: Service }

/** One served column: `spend_24h` of a document, `fraud__spend_24h` of a service, `ratio` of a service's own. */
export type TargetColumn =
  | { readonly column: string; readonly definitions: Definitions; readonly feature: StoredFeature }
  | { readonly column: string; readonly definitions: Definitions | null; readonly feature: OnDemandFeature }

export function targetName(target: Target): string {
  return target.kind === 'document' ? target.definitions.name : target.service.name
}

export function targetEntity(target: Target): readonly KeyPart[] {
  return target.kind === 'document' ? target.definitions.entity : target.service.entity
}

/** The documents that a target reads, one for a document, several for a service. */
export function targetDocuments(target: Target): readonly Definitions[] {
  return target.kind === 'document' ? [target.definitions] : target.service.uses
}

/** Every served column of a target, in the order in which tables and reports list them. */
export function targetColumns(target: Target): readonly TargetColumn[] {
  if (target.kind === 'document') return documentColumns(target.definitions, '')
  const own = target.service.onDemandOrder.map(feature => ({
    column: feature.name,
    definitions: null,
    feature,
  }))
  return [...target.service.uses.flatMap(uses => documentColumns(uses, `${uses.name}__`)), ...own]
}

function documentColumns(definitions: Definitions, prefix: string): TargetColumn[] {
  return [...definitions.features.values()].map(feature =>
    column(definitions, prefix + feature.name, feature),
  )
}

function column(definitions: Definitions, name: string, feature: Feature): TargetColumn {
  return feature.kind === 'stored'
    ? { column: name, definitions, feature }
    : { column: name, definitions, feature }
}
