import type { EventLog } from '../ingest/event-log.ts'
import type { OnlineStore } from '../online/online-store.ts'
import type { Documents, WiredDocuments } from '../wire-documents.ts'
import type { Serving } from './serving.ts'

/**
 * Documents that are fed together: by workers with a consumer group of their own, into state of their own. Several feed
 * from one log, each at its own pace, so that a new version can be backfilled beside the one that serves.
 */
export interface Deployment {
  /** Letters, digits, `-` and `_`; unique in a store. */
  readonly id: string
  /** The region whose replica of the state it is; null where a store has one state. */
  readonly region: string | null
  readonly documents: Documents
  readonly wired: WiredDocuments
  readonly online: OnlineStore
  readonly serving: Serving
  /** The consumer group that its workers commit under. */
  readonly group: string
  readonly log: EventLog
}

/** The names of the sources that a deployment reads. */
export function sourcesOf({ wired }: Pick<Deployment, 'wired'>): readonly string[] {
  return wired.sources.map(({ source }) => source)
}
