import { type Target, targetDocuments } from '../../features/target.ts'
import type { Targets } from '../../features/targets-of.ts'

/** Everything that a probe may ask, in the order of the documents and then the services. */
export function targetList({ definitions, services }: Targets): Target[] {
  return [
    ...definitions.map(each => ({ kind: 'document', definitions: each }) as const),
    ...services.map(service => ({ kind: 'service', service }) as const),
  ]
}

/** The documents that targets need, as a History's page lists them: each document once, then the services. */
export function documentsOfTargets(targets: readonly Target[]): unknown[] {
  const definitions = targets
    .flatMap(targetDocuments)
    .map(each => [`${each.name}@${each.version}`, each.document] as const)
  const services = targets.flatMap(each =>
    each.kind === 'service' ? [[each.service.name, each.service.document] as const] : [],
  )
  return [...new Map(definitions).values(), ...new Map(services).values()]
}
