import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { serviceOrThrow } from '../../features/resolve-service.ts'
import type { Documents } from '../wire-documents.ts'

/** Documents as JSON data, as they go from process to process. */
export interface PlainDocuments {
  readonly definitions: readonly unknown[]
  /** Documents that services use; some of them may be served by themselves too. */
  readonly used: readonly unknown[]
  readonly services: readonly unknown[]
}

export function packDocuments({ definitions, services }: Documents): PlainDocuments {
  return {
    definitions: definitions.map(({ document }) => document),
    used: services.flatMap(({ uses }) => uses).map(({ document }) => document),
    services: services.map(({ document }) => document),
  }
}

/** The same documents, with the same hashes, in another process. */
export function unpackDocuments({ definitions, used, services }: PlainDocuments): Documents {
  const resolved = definitions.map(definitionsOrThrow)
  const available = [...resolved, ...used.map(definitionsOrThrow)]
  return { definitions: resolved, services: services.map(service => serviceOrThrow(service, available)) }
}
