import type { RejectReason } from '../../features/log-record.ts'
import type { AcceptedRecord } from '../../features/streaming-plan/admit-records.ts'
import { canonicalRevision } from '../../features/streaming-plan/id-state.ts'
import type { JudgeRecord } from '../../features/streaming-plan/judge-record.ts'
import type { DocumentProgress } from '../online/online-store.ts'
import { gapEntry, type LogEntry } from './event-log.ts'

/** Entries of a partition, in order. Those below `applied` were taken in before and are delivered again. */
export interface Batch {
  readonly entries: readonly LogEntry[]
  /** Offset of the first entry. */
  readonly from: number
  /** The next offset that was not yet visible when the batch was polled. */
  readonly applied: number
}

/** An entry that a document refused when it first came. */
export interface RefusedEntry {
  readonly offset: number
  readonly reason: RejectReason
}

export interface AcceptedBatch {
  /** Accepted records in log order, by key text. */
  readonly byKey: ReadonlyMap<string, readonly AcceptedRecord[]>
  readonly refused: readonly RefusedEntry[]
  readonly progress: DocumentProgress
}

const unstarted: DocumentProgress = { highest: null, greatest: null, rejects: {} }

/**
 * Takes legal records and counts the others by reason, each once however often it is delivered; semantics § 2. An α
 * that falls along the offsets is raised to the running maximum.
 */
export function acceptBatch(
  document: string,
  judge: JudgeRecord,
  { entries, from, applied }: Batch,
  progress: DocumentProgress = unstarted,
): AcceptedBatch {
  const byKey = new Map<string, AcceptedRecord[]>()
  const rejects = { ...progress.rejects }
  const refused: RefusedEntry[] = []
  const reject = (reason: RejectReason, offset: number) => {
    // What is delivered again was counted when it first came.
    if (offset < applied) return
    rejects[reason] = (rejects[reason] ?? 0) + 1
    refused.push({ offset, reason })
  }
  let highest = progress.highest ?? Number.NEGATIVE_INFINITY
  let greatest = progress.greatest ?? Number.NEGATIVE_INFINITY
  for (const [i, entry] of entries.entries()) {
    if (entry === gapEntry) continue
    const { record, refusedBy } = entry
    const offset = from + i
    const verdict = judge(record)
    if (!verdict.legal) {
      reject(verdict.reason, offset)
      continue
    }
    highest = Math.max(highest, record.arrivalTime)
    if (refusedBy.includes(document)) {
      reject('id-under-another-key', offset)
      continue
    }
    if (offset >= applied) greatest = Math.max(greatest, highest)
    const accepted: AcceptedRecord = {
      id: record.id!,
      revision: canonicalRevision(record.revision!),
      upsert: record.op === 'upsert',
      arrival: highest,
      eventTime: record.eventTime,
      record,
    }
    const known = byKey.get(verdict.key)
    if (known === undefined) byKey.set(verdict.key, [accepted])
    else known.push(accepted)
  }
  return { byKey, refused, progress: { highest: orNull(highest), greatest: orNull(greatest), rejects } }
}

function orNull(instant: number): number | null {
  return instant === Number.NEGATIVE_INFINITY ? null : instant
}
