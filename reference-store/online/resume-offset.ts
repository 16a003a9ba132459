import type { Watermark } from './online-store.ts'

/**
 * The offset from which a worker that claims a partition reads the log: where it last committed, but never beyond
 * what is visible. An online store that lost its state, wholly or to an older copy, is rebuilt so from the log: what
 * is there is a prefix of the log however old, since a batch becomes visible as one (docs/adr/0006).
 */
export function resumeOffset(committed: number, claimed: Watermark): number {
  return Math.min(committed, claimed.next)
}

/**
 * The offset to commit when all below `applied` is visible: never less than before. While lost state is rebuilt the
 * committed offset thus still says how much there was, and whoever serves knows that it is not there again yet.
 */
export function commitOffset(committed: number, applied: number): number {
  return Math.max(committed, applied)
}
