import { createHash } from 'node:crypto'
import { documentId } from '../document-id.ts'
import type { EventLog } from '../ingest/event-log.ts'
import { workerGroup } from '../ingest/ingest-worker.ts'
import type { OnlineStore } from '../online/online-store.ts'
import type { StoreSeams } from '../store-seams.ts'
import { type Documents, wireDocuments } from '../wire-documents.ts'
import type { Deployment } from './deployment.ts'

/** A deployment of the documents of one features file; `all` are those of every file that reads the same log. */
export function openDeployment(
  documents: Documents,
  all: readonly Documents[],
  { log, online, seams, region = null }: DeploymentParts,
): Deployment {
  const others = all.flatMap(each => [...each.definitions, ...each.services.flatMap(({ uses }) => uses)])
  const wired = wireDocuments(documents, seams, others)
  const id = replicaId(documents, region)
  const serving = wired.serve(online, log.partitions)
  return { id, region, documents, wired, online, serving, log, group: groupOf(id) }
}

interface DeploymentParts {
  readonly log: EventLog
  readonly online: OnlineStore
  readonly seams: StoreSeams
  /** Absent: the store has one state. */
  readonly region?: string | null
}

/** A replica of a deployment in a region is fed by a group of its own, into state of its own. */
export function replicaId(documents: Documents, region: string | null): string {
  const id = deploymentId(documents)
  return region === null ? id : `${id}-${region}`
}

/** The consumer group of a deployment’s workers. */
export function groupOf(deployment: string): string {
  return `${workerGroup}-${deployment}`
}

/** Tells contents apart, so that state of one is never taken for that of another: `fraud-3-1a2b3c4d5e6f`. */
export function deploymentId({ definitions, services }: Documents): string {
  const used = services.flatMap(({ uses }) => uses)
  const all = [...new Map([...definitions, ...used].map(each => [documentId(each), each])).values()]
  const contents = JSON.stringify([all.map(({ hash }) => hash), services.map(({ document }) => document)])
  const digest = createHash('sha256').update(contents).digest('hex').slice(0, 12)
  const first = all[0]
  return first === undefined ? digest : `${first.name.slice(0, 40)}-${first.version}-${digest}`
}
