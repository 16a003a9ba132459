import type { Definitions, KeyPart, OnDemandFeature } from '../definitions.ts'
import { suggestName } from '../nearest-name.ts'
import { checkRequests } from './check-requests.ts'
import { checkFeatureName, checkName } from './names.ts'
import { member, type Report } from './problem.ts'
import { isObject, readObject } from './read-object.ts'
import { readRemarks } from './read-remarks.ts'
import { type OnDemandEntry, resolveOnDemand } from './resolve-on-demand.ts'
import { serviceShape } from './shapes.ts'
import type { Remarks } from './write-document.ts'

/** A service as far as it could be read; whole where nothing was reported. */
export interface ServiceDraft {
  readonly name: string
  readonly remarks: Remarks
  readonly uses: readonly Definitions[]
  readonly entity: readonly KeyPart[]
  readonly onDemandOrder: readonly OnDemandFeature[]
  readonly featureRemarks: ReadonlyMap<string, Remarks>
}

/** Reads a whole service and reports all that is wrong with it. */
export function draftService(
  document: Readonly<Record<string, unknown>>,
  available: readonly Definitions[],
  report: Report,
): ServiceDraft {
  const given = readObject(serviceShape, document, '', report) ?? {}
  if (given.name !== undefined) checkName(given.name, 'name', report)
  const uses = resolveUses(given.uses ?? [], available, report)
  if (given.uses?.length === 0) report('uses', 'is empty: name at least one document, as "fraud@3"')
  if (uses.some(used => used.name === given.name))
    report('name', 'is the name of a document that it uses, and tables are named after both: choose another')
  const entity = joinEntities(uses, report)
  const entries = readEntries(given.onDemand, uses, entity, report)
  const types = uses.flatMap(used =>
    [...used.features.values()].map(({ name, type }) => [`${used.name}.${name}`, type] as const),
  )
  const onDemandOrder = resolveOnDemand(entries, new Map(types), report)
  const own = onDemandOrder.map(feature => ({ feature, path: member('onDemand', feature.name) }))
  const used = uses.flatMap(({ name, onDemandOrder: all }) =>
    all.map(feature => ({ feature, path: `${name}.${feature.name}` })),
  )
  checkRequests([...used, ...own], report)
  return {
    name: given.name ?? '',
    remarks: readRemarks(document),
    uses,
    entity,
    onDemandOrder,
    featureRemarks: new Map(entries.map(({ name, body }) => [name, readRemarks(body)])),
  }
}

function resolveUses(
  given: readonly string[],
  available: readonly Definitions[],
  report: Report,
): Definitions[] {
  const uses: Definitions[] = []
  const names = available.map(definitions => `${definitions.name}@${definitions.version}`)
  for (const [index, text] of given.entries()) {
    const path = member('uses', index)
    const found = available[names.indexOf(text)]
    if (!/^[a-z][a-z0-9_]*@\d+$/.test(text))
      report(path, `"${text}" must be "<document>@<version>", such as "fraud@3"`)
    else if (found === undefined)
      report(path, `there is no document ${text} at hand: ${suggestName(text, names)}`)
    else if (uses.some(other => other.name === found.name))
      report(path, `uses ${found.name} twice: keep one version`)
    else uses.push(found)
  }
  return uses
}

/** Key parts of one name are one part of the probe, so they must be of one type. */
function joinEntities(uses: readonly Definitions[], report: Report): KeyPart[] {
  const parts = new Map<string, { part: KeyPart; by: string }>()
  for (const { name: by, entity } of uses) {
    for (const part of entity) {
      const other = parts.get(part.name)
      if (other === undefined) parts.set(part.name, { part, by })
      else if (other.part.type !== part.type) {
        report(
          'uses',
          `the key part ${part.name} is ${other.part.type} in ${other.by}, but ${part.type} in ${by}: give it one type`,
        )
      }
    }
  }
  return [...parts.values()].map(({ part }) => part)
}

function readEntries(
  given: unknown,
  uses: readonly Definitions[],
  entity: readonly KeyPart[],
  report: Report,
): OnDemandEntry[] {
  if (given === undefined) return []
  if (!isObject(given)) {
    report('onDemand', 'must be an object of on-demand features by name')
    return []
  }
  const entries: OnDemandEntry[] = []
  for (const [name, body] of Object.entries(given)) {
    const path = member('onDemand', name)
    checkFeatureName(
      name,
      entity.map(part => part.name),
      path,
      report,
    )
    // The state column `fraud__state` of such a feature could also be a feature `state` of the document `fraud`.
    if (uses.some(used => used.name === name))
      report(path, `${name} is a document that the service uses: choose another name`)
    if (isObject(body)) entries.push({ name, body, path })
    else report(path, 'must be an object with request and onDemand')
  }
  return entries
}
