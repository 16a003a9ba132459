import type { Instant } from '../../features/value.ts'

/** Counts by the day of T, which is counted from the epoch. */
export type DayCounts = ReadonlyMap<number, number>

const dayMicros = 86_400_000_000

/** The day of an instant, counted from the epoch. */
export function dayOf(at: Instant): number {
  return Math.floor(at / dayMicros)
}

/** Counts so many more in on a day. */
export function addOnDay(counts: Map<number, number>, day: number, count: number): void {
  counts.set(day, (counts.get(day) ?? 0) + count)
}
