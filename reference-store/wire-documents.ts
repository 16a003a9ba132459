import type { Definitions, Service } from '../features/definitions.ts'
import type { SourcePlan } from '../features/streaming-plan/streaming-plan.ts'
import { compiledPlan } from './compiled-plan.ts'
import { documentId } from './document-id.ts'
import type { Consumers } from './ingest/ingest-worker.ts'
import type { Consumer } from './ingest/partition-intake.ts'
import { partitionsOfKey } from './ingest/partition-of-key.ts'
import { type ReadSource, sourceReaders } from './ingest/source-readers.ts'
import type { OnlineStore } from './online/online-store.ts'
import { ServedTargets } from './serving/served-targets.ts'
import { Serving } from './serving/serving.ts'
import type { StoreSeams } from './store-seams.ts'

/** What a store is opened with, prepared for whoever runs a part of it: front door, worker, serving, offline side. */
export interface WiredDocuments {
  /** By name and version, those of services too, each once. */
  readonly documents: readonly Definitions[]
  readonly sources: readonly ReadSource[]
  readonly consumers: Consumers
  readonly targets: ServedTargets
  /** Answers from an online store with so many partitions. */
  serve(online: OnlineStore, partitions: number): Serving
}

/** What one features file holds, or what a store is opened with. */
export interface Documents {
  readonly definitions: readonly Definitions[]
  readonly services: readonly Service[]
}

/**
 * Compiles the plans of documents and services once. Every process of a store comes to the same from the same. Where
 * other documents read the same log, `all` holds these and those: who else reads a source decides where records lie.
 */
export function wireDocuments(
  { definitions, services }: Documents,
  seams: StoreSeams,
  all: readonly Definitions[] = [],
): WiredDocuments {
  const used = services.flatMap(service => service.uses)
  const documents = [...new Map([...definitions, ...used].map(each => [documentId(each), each])).values()]
  const sources = sourceReaders(documents, seams.writtenKey)
  const consumers = consumersOf(documents, sources, seams)
  const targets = new ServedTargets(definitions, services)
  const plans = new Map<string, SourcePlan>()
  for (const [source, all] of consumers) {
    for (const { document, plan } of all) plans.set(`${document} ${source}`, plan)
  }
  const readers = new Map(
    sourceReaders([...documents, ...all]).map(each => [each.source, each.readers.length]),
  )
  return {
    documents,
    sources,
    consumers,
    targets,
    serve: (online, partitions) => {
      return new Serving({
        online,
        targets,
        planOf: (document, source) => plans.get(`${document} ${source}`)!,
        askedKey: seams.askedKey,
        transformed: seams.transformed,
        partitionsOf: (source, key) => partitionsOfKey(key, partitions, readers.get(source)!),
      })
    },
  }
}

function consumersOf(
  documents: readonly Definitions[],
  sources: readonly ReadSource[],
  seams: StoreSeams,
): Consumers {
  const plans = new Map(documents.map(each => [documentId(each), compiledPlan(seams.planned(each), seams)]))
  return new Map(
    sources.map(({ source, readers }) => {
      const consumers = readers.flatMap(({ documents: ids, judge }) => {
        return ids.map((document): Consumer => ({ document, judge, plan: plans.get(document)!.get(source)! }))
      })
      return [source, consumers]
    }),
  )
}
