import type { Definitions } from './definitions.ts'
import { PlumblineError } from './plumbline-error.ts'
import { canonicalHash } from './resolve/canonical-hash.ts'
import { type Draft, draftDefinitions } from './resolve/draft-definitions.ts'
import { freezeDeep } from './resolve/freeze.ts'
import type { Problem } from './resolve/problem.ts'
import { isObject } from './resolve/read-object.ts'
import { checkSchema, describeRefusal, type Refusal, refusal } from './resolve/refusal.ts'
import { writeEntity, writeFeature, writeSource } from './resolve/write-document.ts'

/** The schema of a definition document that this version reads and writes. */
export const definitionsSchema = 'plumbline.definitions/1'

export type DefinitionsResolution = { readonly ok: true; readonly definitions: Definitions } | Refusal

/**
 * Validates a definition document (JSON data), binds its names and fills in its defaults; history § The definition
 * document. Gives every problem with its path, or deeply frozen definitions whose `document` resolves to the same
 * hash again.
 */
export function resolveDefinitions(document: unknown): DefinitionsResolution {
  const read = checkSchema(document, definitionsSchema)
  if (!read.ok) return read
  const problems: Problem[] = []
  const draft = draftDefinitions(read.document, (path, message) => problems.push({ path, message }))
  return problems.length > 0 ? refusal('bad-definition', problems) : { ok: true, definitions: build(draft) }
}

/**
 * As `resolveDefinitions`, for callers that cannot go on without.
 * @throws PlumblineError `bad-definition` or `unknown-schema`; its message lists every problem.
 */
export function definitionsOrThrow(document: unknown): Definitions {
  const resolution = resolveDefinitions(document)
  if (resolution.ok) return resolution.definitions
  const name = isObject(document) && typeof document.name === 'string' ? ` ${document.name}` : ''
  throw new PlumblineError(resolution.code, describeRefusal(`the definition document${name}`, resolution))
}

function build({
  name,
  version,
  remarks,
  entity,
  sources,
  features,
  featureRemarks,
  onDemandOrder,
}: Draft): Definitions {
  const document = {
    schema: definitionsSchema,
    name,
    version,
    ...remarks,
    entity: writeEntity(entity),
    sources: Object.fromEntries([...sources].map(([key, source]) => [key, writeSource(source, entity)])),
    features: Object.fromEntries(
      [...features].map(([key, feature]) => [key, writeFeature(feature, featureRemarks.get(key) ?? {})]),
    ),
  }
  const hash = canonicalHash(document)
  return freezeDeep({ name, version, hash, entity, sources, features, onDemandOrder, document })
}
