import type { Definitions, Source } from '../../features/definitions.ts'
import { type Target, targetDocuments } from '../../features/target.ts'
import { sourcesOf } from './find-tables.ts'

/** One way in which documents see a source: its fields and its key decide what is rejected. */
export interface LogView {
  readonly source: Source
  /** One of the documents that see it so. */
  readonly definitions: Definitions
  /** `<name>@<version>` of them all. */
  readonly documents: ReadonlySet<string>
}

/** Name and version of a document. */
export function documentId({ name, version }: Definitions): string {
  return `${name}@${version}`
}

/** Every source of these targets, once for each way in which their documents see it. */
export function logViews(targets: readonly Target[]): LogView[] {
  const documents = [
    ...new Map(targets.flatMap(targetDocuments).map(each => [documentId(each), each])).values(),
  ]
  return [...sourcesOf(targets)].flatMap(name => {
    const seeing = documents.filter(each => each.sources.has(name))
    const bySight = Map.groupBy(seeing, each => sight(each, name))
    return [...bySight.values()].map(group => ({
      source: group[0]!.sources.get(name)!,
      definitions: group[0]!,
      documents: new Set(group.map(documentId)),
    }))
  })
}

function sight(definitions: Definitions, name: string): string {
  const { fields, keyFields } = definitions.sources.get(name)!
  return JSON.stringify([[...fields], keyFields, definitions.entity.map(part => part.type)])
}
