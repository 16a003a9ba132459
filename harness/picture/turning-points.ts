import type { StoredFeature } from '../../features/definitions.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Instant } from '../../features/value.ts'

const pointsMax = 200
const pointsMin = 20
/** Records that are looked at for all points together: each value is recomputed from all of them. */
const visitsMax = 10_000_000

/** Instants T at which the value of a feature can change, those nearest to `asOf` where there are many, ascending; `asOf` is one. */
export function turningPoints(
  records: readonly PlacedRecord[],
  feature: StoredFeature,
  asOf: Instant,
): Instant[] {
  const points = new Set(records.flatMap(record => pointsOf(record, feature)))
  points.add(asOf)
  points.add(asOf + 1)
  const legal = [...points].filter(Number.isSafeInteger)
  const limit = Math.min(pointsMax, Math.max(pointsMin, Math.floor(visitsMax / Math.max(1, records.length))))
  const near = legal.toSorted((a, b) => Math.abs(a - asOf) - Math.abs(b - asOf)).slice(0, limit)
  return near.toSorted((a, b) => a - b)
}

/** A fact comes in at τ or just after it, is known from α on, leaves at the window's tail and expires at its ttl. */
function pointsOf(
  { eventTime, arrivalTime }: PlacedRecord,
  { window: { length, slide }, aggregate: { ttl }, refresh }: StoredFeature,
): Instant[] {
  const points = [arrivalTime]
  if (eventTime !== null) {
    points.push(eventTime, eventTime + 1)
    if (ttl !== null) points.push(eventTime + ttl, eventTime + ttl + 1)
    if (length !== null && slide === null) points.push(eventTime + length, eventTime + length + 1)
    if (length !== null && slide !== null) {
      const step = Math.floor(eventTime / slide) * slide + length
      points.push(step, step + slide)
    }
  }
  if (refresh === null) return points
  const { every, delay } = refresh
  return points.flatMap(at => {
    const grid = Math.floor(at / every) * every + delay
    return [grid, grid + every]
  })
}
