import type { Instant } from '../../features/value.ts'
import { gapEntry, type LogEntry, unreadableEntry } from './event-log.ts'
import type { Found } from './kafka-reads.ts'
import { decodeEntry } from './record-encoding.ts'

export interface ReadEntries {
  /** One an offset. */
  readonly entries: readonly LogEntry[]
  readonly bytes: number
  /** The earliest and the latest time of production, µs; null where no record states one. */
  readonly produced: { readonly first: Instant; readonly last: Instant } | null
}

/** Decodes what was found at the offsets from `at` on, at most `max`; whatever stands at an offset, it has its entry. */
export function readEntries(source: string, at: number, { records, next }: Found, max: number): ReadEntries {
  const entries: LogEntry[] = []
  const end = Math.min(next, at + max)
  let bytes = 0
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let i = indexOf(records, at)
  for (let offset = at; offset < end; offset++) {
    const record = records[i]
    if (record === undefined || record.offset > offset) {
      entries.push(gapEntry)
      continue
    }
    i++
    const { value } = record
    bytes += value?.length ?? 0
    const decoded = decodeEntry(source, value)
    if (decoded.readable) {
      entries.push(decoded.entry)
      first = Math.min(first, decoded.producedAt ?? first)
      last = Math.max(last, decoded.producedAt ?? last)
    } else entries.push(unreadableEntry(source, { reason: decoded.reason, value }))
  }
  return { entries, bytes, produced: first <= last ? { first, last } : null }
}

/** The first record at or after an offset. */
function indexOf(records: Found['records'], offset: number): number {
  let [low, high] = [0, records.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (records[middle]!.offset < offset) low = middle + 1
    else high = middle
  }
  return low
}
