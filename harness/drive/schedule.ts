import type { Random } from '../../generators/random.ts'
import type { Interleaving } from '../../scenarios/interleaving.ts'
import type { Step } from '../store.ts'
import type { PartitionBook } from './partition-book.ts'

/** Chooses the steps of a store between the items of an agenda: each call gives those before the next item. */
export type Schedule = () => Generator<Step>

/** Items for which a partition stands still, or is slow, once it has begun to. */
const stallItems = 12
const slowItems = 30

/** How often a slow partition is passed over when its turn comes. */
const slowPassed = 0.8

/**
 * A seeded scheduler. Whoever runs a step notes it in the book before asking for the next, so that the schedule
 * knows what is left to do. Each call ends: steps are bounded by the interleaving and by the partitions.
 */
export function scheduleOf(interleaving: Interleaving, book: PartitionBook, random: Random): Schedule {
  const { slow = 0, rebalance = 0 } = interleaving
  const stalledFor = Array.from({ length: book.partitions }, () => 0)
  const slowFor = [...stalledFor]
  const weights = [
    ...(['apply', 'commit', 'crash', 'restart'] as const).map(kind => [interleaving[kind], kind] as const),
    [rebalance, 'rebalance'] as const,
  ]
  const passTime = (itemsFor: number[]) => {
    for (const [partition, items] of itemsFor.entries()) itemsFor[partition] = Math.max(0, items - 1)
  }
  return function* steps() {
    passTime(stalledFor)
    passTime(slowFor)
    if (random.chance(interleaving.stall)) stalledFor[random.int(0, book.partitions - 1)] = stallItems
    // What an interleaving does not ask for draws nothing, so that the seeds of others stay what they were.
    if (slow > 0 && random.chance(slow)) slowFor[random.int(0, book.partitions - 1)] = slowItems
    if (random.chance(interleaving.catchUp)) {
      yield* catchUp(book, partition => stalledFor[partition] === 0)
      return
    }
    const count = random.int(0, interleaving.steps)
    for (let i = 0; i < count; i++) {
      const awake = [...stalledFor.keys()].filter(partition => stalledFor[partition] === 0)
      if (awake.length === 0) return
      if (book.dead) {
        if (random.chance(0.5)) yield { kind: 'restart' }
        continue
      }
      const kind = random.weighted(weights)
      const partition = random.pick(awake)
      if ((slowFor[partition] as number) > 0 && random.chance(slowPassed)) continue
      yield drawStep(kind, partition, interleaving.batch, book, random)
    }
  }
}

function drawStep(
  kind: Step['kind'] | 'crash' | 'rebalance',
  partition: number,
  batch: number,
  book: PartitionBook,
  random: Random,
): Step {
  const maxRecords = random.int(1, Math.max(1, batch))
  if (kind === 'restart') return { kind }
  if (kind === 'rebalance') return { kind: 'restart', partition }
  if (kind === 'commit') return { kind, partition }
  // A worker can only die while it writes something.
  if (kind === 'crash' && book.pending(partition) > 0) {
    return { kind: 'apply-and-crash', partition, maxRecords, keys: random.int(0, 3) }
  }
  return { kind: 'apply', partition, maxRecords }
}

/** Applies and commits all there is, partition by partition; a dead worker comes back first. */
export function* catchUp(book: PartitionBook, mayRun: (partition: number) => boolean): Generator<Step> {
  if (book.dead) yield { kind: 'restart' }
  for (let partition = 0; partition < book.partitions; partition++) {
    if (!mayRun(partition)) continue
    const maxRecords = book.pending(partition)
    if (maxRecords > 0) yield { kind: 'apply', partition, maxRecords }
    if (book.uncommitted(partition) > 0) yield { kind: 'commit', partition }
  }
}
