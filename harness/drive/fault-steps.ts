import type { Fault, FaultKind, Step } from '../store.ts'
import type { PartitionBook } from './partition-book.ts'

/** What comes to the same, or to nearly the same, in a store whose steps are scheduled. */
type Stepped =
  /** Steps of the worker, or one more append. */
  | { readonly kind: 'steps'; readonly make: (book: PartitionBook) => Generator<Step> }
  | { readonly kind: 'resend' }
  /** The worker of the first or of the last region stands still for the next items of the agenda. */
  | { readonly kind: 'stall'; readonly at: 'first' | 'last' }

const stepped: Partial<Readonly<Record<FaultKind, Stepped>>> = {
  'kill-worker': { kind: 'steps', make: diesInMidBatch },
  // A write that breaks off in the middle of a message: nothing of it counts, and the writer begins anew.
  'cut-online': { kind: 'steps', make: diesInMidBatch },
  // The worker finds its writer gone and claims what it had once more.
  'restart-online': { kind: 'steps', make: beginsAnew },
  // Who has a partition commits it before another one takes it over.
  'add-worker': { kind: 'steps', make: handsOver },
  'remove-worker': { kind: 'steps', make: handsOver },
  'slow-online': { kind: 'stall', at: 'first' },
  'pause-online': { kind: 'stall', at: 'first' },
  'pause-region': { kind: 'stall', at: 'last' },
  resend: { kind: 'resend' },
}

/** Faults that the driver can make of steps, whatever else the store can do. */
export const steppedFaults = Object.keys(stepped) as readonly FaultKind[]

/** Null for what only the store itself can make. */
export function steppedForm({ kind }: Fault): Stepped | null {
  return stepped[kind] ?? null
}

/** The worker dies in the partition with most to do, when it has written one key, and comes back. */
function* diesInMidBatch(book: PartitionBook): Generator<Step> {
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

function* beginsAnew(): Generator<Step> {
  yield { kind: 'restart' }
}

function* handsOver(book: PartitionBook): Generator<Step> {
  for (let partition = 0; !book.dead && partition < book.partitions; partition++) {
    if (book.uncommitted(partition) > 0) yield { kind: 'commit', partition }
  }
  yield { kind: 'restart' }
}
