import { type RejectReason, rejectReasons } from '../../features/log-record.ts'
import type { DocumentProgress } from '../online/online-store.ts'

export interface RejectCount {
  /** `name@version` */
  readonly document: string
  readonly source: string
  readonly reason: RejectReason
  /** Rows, at least one. */
  readonly count: number
}

/** Adds up what one document refused in the partitions of a source and what was not even appended. */
export function countRejects(
  document: string,
  source: string,
  partitions: readonly DocumentProgress['rejects'][],
  notAppended: number,
): RejectCount[] {
  return rejectReasons.flatMap(reason => {
    const applied = partitions.reduce((sum, rejects) => sum + (rejects[reason] ?? 0), 0)
    const count = applied + (reason === 'id-under-another-key' ? notAppended : 0)
    return count === 0 ? [] : [{ document, source, reason, count }]
  })
}
