import type { StoredFeature } from '../../features/definitions.ts'
import type { Value } from '../../features/value.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import { offScale, onScale, room } from './room.ts'
import { toleranceRoom } from './tolerance.ts'

/**
 * A recomputed value at both ends of its room, the lower first; one value where it is exact; semantics § 8. A
 * declared tolerance widens the room.
 */
export function inputEnds(feature: StoredFeature, recomputed: Recomputed): readonly Value[] {
  const ends = [-1, 1].map(direction => endOf(feature, recomputed, recomputed.value, direction))
  return isSame(ends[0] as Value, ends[1] as Value) ? [recomputed.value] : ends
}

function endOf(feature: StoredFeature, basis: Recomputed, value: Value, direction: number): Value {
  if (typeof value === 'number') return floatEnd(feature, basis, value, direction)
  if (typeof value === 'bigint') return intEnd(feature, value, direction)
  return Array.isArray(value) ? value.map(element => endOf(feature, basis, element, direction)) : value
}

function floatEnd(feature: StoredFeature, basis: Recomputed, value: number, direction: number): Value {
  const scaled = onScale(feature, value)
  const width = room(feature, basis, scaled)
  const byRoom = width === 0 ? value : offScale(feature, scaled + direction * width)
  const byTolerance = value + direction * declaredRoom(feature, Math.abs(value))
  const end = direction < 0 ? Math.min(byRoom, byTolerance) : Math.max(byRoom, byTolerance)
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, end))
}

function intEnd(feature: StoredFeature, value: bigint, direction: number): bigint {
  const width = BigInt(Math.floor(declaredRoom(feature, Math.abs(Number(value)))))
  return direction < 0 ? value - width : value + width
}

function declaredRoom({ tolerance }: StoredFeature, size: number): number {
  return tolerance === null ? 0 : toleranceRoom(tolerance, size)
}

function isSame(a: Value, b: Value): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.every((element, i) => isSame(element, b[i] as Value))
}
