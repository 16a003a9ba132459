import type { StoredFeature } from '../../features/definitions.ts'
import type { Recomputed } from '../oracle/recomputed.ts'

/** What of a recomputed reading sets its room. */
export type RoomBasis = Pick<Recomputed, 'n' | 'weight'>

const sumUnit = 2 ** -52
const varianceUnit = 2 ** -51
const varianceRelative = 1e-9

/**
 * How far apart two float results of a summing feature may lie, whatever the order of summation was; semantics § 8.
 * For `stddev` the results are compared as squares, so `larger` is the larger square. 0 where equality is exact.
 */
export function room(feature: StoredFeature, { n, weight }: RoomBasis, larger: number): number {
  if (weight === null) return 0
  switch (feature.aggregate.kind) {
    case 'sum':
      return n * sumUnit * weight
    case 'mean':
      return sumUnit * weight
    case 'variance':
    case 'stddev':
      return varianceRelative * larger + n * varianceUnit * weight * Math.sqrt(larger)
    default:
      return 0
  }
}

/** The scale on which a feature's floats are compared: a standard deviation as its square, its sign kept. */
export function onScale(feature: StoredFeature, value: number): number {
  return feature.aggregate.kind === 'stddev' ? value * Math.abs(value) : value
}

/** The way back from the scale. */
export function offScale(feature: StoredFeature, value: number): number {
  return feature.aggregate.kind === 'stddev' ? Math.sqrt(Math.max(value, 0)) : value
}

/** Whether two floats of a stored feature match within the larger of the rooms of its readings. */
export function withinRoom(
  feature: StoredFeature,
  bases: readonly RoomBasis[],
  a: number,
  b: number,
): boolean {
  if (a === b) return true
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false
  const [left, right] = [onScale(feature, a), onScale(feature, b)]
  const difference = Math.abs(left - right)
  // A square may overflow; then nothing can be said of the difference, and huge unlike values stay unlike.
  if (!Number.isFinite(difference)) return false
  return bases.some(basis => difference <= room(feature, basis, Math.max(left, right)))
}
