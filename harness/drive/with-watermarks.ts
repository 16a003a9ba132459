import type { PlacedRecord } from '../../features/log-record.ts'
import { ownMember } from '../../features/own-member.ts'
import type { Instant } from '../../features/value.ts'
import type { ServedRow } from '../history/history.ts'

/**
 * The rows of a store that states offsets as if it had stated watermarks, where some watermark says the same: every
 * record that arrived up to it was applied, and none that arrived later. Of all that do, the probe's number chooses the
 * first, the last, or 1 µs after the first. Where none does, and for every fourth probe, the offsets stay, without those
 * of 0: a partition that is not listed is at 0.
 */
export function withWatermarks(
  rows: readonly ServedRow[],
  events: ReadonlyMap<string, readonly PlacedRecord[]>,
): ServedRow[] {
  return rows.map(row => {
    const isKept = row.applied === null || BigInt(row.probeId) % 4n === 0n
    const watermark = isKept ? null : watermarkOf(row, events)
    return watermark === null ? { ...row, applied: listed(row) } : { ...row, applied: null, watermark }
  })
}

/** The offsets that are not 0. */
function listed({ applied }: ServedRow): ServedRow['applied'] {
  if (applied === null) return null
  return Object.fromEntries(
    Object.entries(applied).map(([source, offsets]) => [
      source,
      Object.fromEntries(Object.entries(offsets).filter(([, offset]) => offset > 0)),
    ]),
  )
}

function watermarkOf(
  { applied, probeId, asOf }: ServedRow,
  events: ReadonlyMap<string, readonly PlacedRecord[]>,
): Instant | null {
  let [first, beyond] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const [source, records] of events) {
    const offsets = ownMember(applied ?? {}, source) ?? {}
    for (const { placement, arrivalTime } of records) {
      // What was refused is in no partition, and no part of the log.
      if (placement === null) continue
      const isApplied = placement.offset < (ownMember(offsets, String(placement.partition)) ?? 0)
      if (isApplied) first = Math.max(first, arrivalTime)
      else beyond = Math.min(beyond, arrivalTime)
    }
  }
  if (!Number.isFinite(first) || first >= beyond) return null
  const last = Number.isFinite(beyond) ? beyond - 1 : Math.max(first, asOf)
  const chosen = [first, last, first + 1][Number(BigInt(probeId) % 3n)] as Instant
  return Math.min(chosen, last)
}
