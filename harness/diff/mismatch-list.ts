import { type Mismatch, type Part, parts } from './mismatch.ts'

/** The first mismatches, the gravest parts first, in bounded memory. */
export interface MismatchList {
  add(mismatch: Mismatch): void
  /** Counts late data that are not at hand. */
  countLate(mismatches: number): void
  /** At most `capacity`, by part and then in the order in which they were added. */
  first(): readonly Mismatch[]
  /** How many were added of each part. */
  readonly totals: Readonly<Record<Part, number>>
}

/** Late data may be a thousand times as frequent as defects, and must not push them out of the list. */
export function mismatchList(capacity: number): MismatchList {
  const totals: Record<Part, number> = { defect: 0, leak: 0, staleness: 0, 'late-data': 0 }
  const kept: Record<Part, Mismatch[]> = { defect: [], leak: [], staleness: [], 'late-data': [] }
  return {
    totals,
    add(mismatch) {
      totals[mismatch.part]++
      if (kept[mismatch.part].length < capacity) kept[mismatch.part].push(mismatch)
    },
    countLate(mismatches) {
      totals['late-data'] += mismatches
    },
    first: () => parts.flatMap(part => kept[part]).slice(0, capacity),
  }
}
