import type { Fault, FaultKind, Step } from '../store.ts'
import type { PartitionBook } from './partition-book.ts'

/** Faults that come to steps of a store, or to one more append. */
export const steppedFaults: readonly FaultKind[] = ['kill-worker', 'resend']

/** The worker dies in the partition with most to do, when it has written one key, and comes back. */
export function* faultSteps({ kind }: Fault, book: PartitionBook): Generator<Step> {
  if (kind !== 'kill-worker') return
  if (!book.dead) {
    const partitions = Array.from({ length: book.partitions }, (_, partition) => partition)
    const partition = partitions.reduce(
      (most, each) => (book.pending(each) > book.pending(most) ? each : most),
      0,
    )
    yield { kind: 'apply-and-crash', partition, maxRecords: Math.max(1, book.pending(partition)), keys: 1 }
  }
  yield { kind: 'restart' }
}
