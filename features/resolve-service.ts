import type { Definitions, Service } from './definitions.ts'
import { PlumblineError } from './plumbline-error.ts'
import { draftService, type ServiceDraft } from './resolve/draft-service.ts'
import { freezeDeep } from './resolve/freeze.ts'
import type { Problem } from './resolve/problem.ts'
import { isObject } from './resolve/read-object.ts'
import { checkSchema, describeRefusal, type Refusal, refusal } from './resolve/refusal.ts'
import { writeOnDemandFeature } from './resolve/write-document.ts'

/** The schema of a service that this version reads and writes. */
export const serviceSchema = 'plumbline.service/1'

export type ServiceResolution = { readonly ok: true; readonly service: Service } | Refusal

/**
 * Validates a service (JSON data) against the documents at hand; history § The definition document. Its on-demand
 * features read `fraud.spend_24h` of a document that it uses, and one another by their bare names. Gives every
 * problem with its path, or a deeply frozen service.
 */
export function resolveService(document: unknown, available: readonly Definitions[]): ServiceResolution {
  const read = checkSchema(document, serviceSchema)
  if (!read.ok) return read
  const problems: Problem[] = []
  const draft = draftService(read.document, available, (path, message) => problems.push({ path, message }))
  return problems.length > 0 ? refusal('bad-definition', problems) : { ok: true, service: build(draft) }
}

/**
 * As `resolveService`, for callers that cannot go on without.
 * @throws PlumblineError `bad-definition` or `unknown-schema`; its message lists every problem.
 */
export function serviceOrThrow(document: unknown, available: readonly Definitions[]): Service {
  const resolution = resolveService(document, available)
  if (resolution.ok) return resolution.service
  const name = isObject(document) && typeof document.name === 'string' ? ` ${document.name}` : ''
  throw new PlumblineError(resolution.code, describeRefusal(`the service${name}`, resolution))
}

function build({ name, remarks, uses, entity, onDemandOrder, featureRemarks }: ServiceDraft): Service {
  const onDemand = onDemandOrder.map(feature => [
    feature.name,
    writeOnDemandFeature(feature, featureRemarks.get(feature.name) ?? {}),
  ])
  const document = {
    schema: serviceSchema,
    name,
    ...remarks,
    uses: uses.map(used => `${used.name}@${used.version}`),
    onDemand: Object.fromEntries(onDemand),
  }
  return freezeDeep({ name, uses, entity, onDemandOrder, document })
}
