import type { Feature, KeyPart, OnDemandFeature, Source } from '../definitions.ts'
import type { ValueType } from '../value.ts'
import { checkRequests } from './check-requests.ts'
import { checkFeatureName, checkName } from './names.ts'
import { member, type Report } from './problem.ts'
import { isObject, readObject } from './read-object.ts'
import { readRemarks } from './read-remarks.ts'
import { type OnDemandEntry, resolveOnDemand } from './resolve-on-demand.ts'
import { type DraftSources, keyParts, resolveEntity, resolveSources } from './resolve-sources.ts'
import { resolveStoredFeature } from './resolve-stored-feature.ts'
import { definitionsShape } from './shapes.ts'
import type { Remarks } from './write-document.ts'

/** A document as far as it could be read; whole where nothing was reported. */
export interface Draft {
  readonly name: string
  readonly version: number
  readonly remarks: Remarks
  readonly entity: readonly KeyPart[]
  readonly sources: ReadonlyMap<string, Source>
  /** In the document's order. */
  readonly features: ReadonlyMap<string, Feature>
  readonly featureRemarks: ReadonlyMap<string, Remarks>
  readonly onDemandOrder: readonly OnDemandFeature[]
}

/** Reads a whole document and reports all that is wrong with it. */
export function draftDefinitions(document: Readonly<Record<string, unknown>>, report: Report): Draft {
  const given = readObject(definitionsShape, document, '', report) ?? {}
  if (given.name !== undefined) checkName(given.name, 'name', report)
  const parts = resolveEntity(given.entity, report)
  const sources = resolveSources(given.sources, parts, report)
  const bodies = readBodies(given.features, [...(parts?.keys() ?? [])], report)
  const { features, onDemandOrder } = draftFeatures(bodies, sources, report)
  return {
    name: given.name ?? '',
    version: given.version ?? 0,
    remarks: readRemarks(document),
    entity: keyParts(parts),
    sources: new Map(
      [...(sources ?? [])].flatMap(([name, draft]) =>
        draft === null ? [] : [[name, draft.source] as const],
      ),
    ),
    features,
    featureRemarks: new Map([...bodies].map(([name, body]) => [name, readRemarks(body)])),
    onDemandOrder,
  }
}

function readBodies(given: unknown, keyNames: readonly string[], report: Report): Map<string, unknown> {
  if (given === undefined) return new Map()
  if (!isObject(given)) {
    report('features', 'must be an object of features by name')
    return new Map()
  }
  const bodies = new Map(Object.entries(given))
  if (bodies.size === 0) report('features', 'has no feature: define at least one')
  for (const name of bodies.keys()) checkFeatureName(name, keyNames, member('features', name), report)
  return bodies
}

function draftFeatures(
  bodies: ReadonlyMap<string, unknown>,
  sources: DraftSources,
  report: Report,
): Pick<Draft, 'features' | 'onDemandOrder'> {
  const resolved = new Map<string, Feature>()
  const types = new Map<string, ValueType | null>()
  const entries: OnDemandEntry[] = []
  for (const [name, body] of bodies) {
    const path = member('features', name)
    if (isObject(body) && Object.hasOwn(body, 'onDemand')) {
      entries.push({ name, body, path })
      continue
    }
    const feature = resolveStoredFeature(name, body, path, sources, report)
    types.set(name, feature?.type ?? null)
    if (feature !== null) resolved.set(name, feature)
  }
  const onDemandOrder = resolveOnDemand(entries, types, report)
  checkRequests(
    onDemandOrder.map(feature => ({ feature, path: member('features', feature.name) })),
    report,
  )
  for (const feature of onDemandOrder) resolved.set(feature.name, feature)
  const inOrder = [...bodies.keys()].flatMap(name => resolved.get(name) ?? [])
  return { features: new Map(inOrder.map(feature => [feature.name, feature])), onDemandOrder }
}
