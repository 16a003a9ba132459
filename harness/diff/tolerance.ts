import type { Feature, Tolerance } from '../../features/definitions.ts'
import { exactly, type Matching } from './same-value.ts'

/** Whether two finite floats lie within a declared tolerance: its relative part is of the larger of the two. */
function withinTolerance(tolerance: Tolerance, a: number, b: number): boolean {
  return Math.abs(a - b) <= toleranceRoom(tolerance, Math.max(Math.abs(a), Math.abs(b)))
}

/** How far from a value of this size a tolerance reaches. */
export function toleranceRoom({ relative, absolute }: Tolerance, size: number): number {
  return Math.max(absolute, relative * size)
}

const exactFloat32: Matching = { ...exactly, floats: (a, b) => Math.fround(a) === Math.fround(b) }

/**
 * How the numbers of a feature's values are compared where the order of summation does not matter: exactly, as
 * float32 in a float32 vector, or within the tolerance that the feature declares; semantics § 8.
 */
export function matchingOf({ type, tolerance }: Pick<Feature, 'type' | 'tolerance'>): Matching {
  const exact = type.includes('vector<float32') ? exactFloat32 : exactly
  if (tolerance === null) return exact
  return {
    floats: (a, b) => exact.floats(a, b) || (areFinite(a, b) && withinTolerance(tolerance, a, b)),
    ints: (a, b) => a === b || withinIntTolerance(tolerance, a, b),
  }
}

function areFinite(a: number, b: number): boolean {
  return Number.isFinite(a) && Number.isFinite(b)
}

/** The difference of two integers is taken before it is rounded, so that digits beyond 2⁵³ are not lost. */
function withinIntTolerance(tolerance: Tolerance, a: bigint, b: bigint): boolean {
  const size = Math.max(Math.abs(Number(a)), Math.abs(Number(b)))
  return Math.abs(Number(a - b)) <= toleranceRoom(tolerance, size)
}
