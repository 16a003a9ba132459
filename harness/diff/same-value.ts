import type { Value } from '../../features/value.ts'

/** Whether two floats count as one. */
type FloatsMatch = (a: number, b: number) => boolean

/** Whether two integers count as one. */
type IntsMatch = (a: bigint, b: bigint) => boolean

export interface Matching {
  readonly floats: FloatsMatch
  readonly ints: IntsMatch
}

/** −0 equals 0, and NaN equals nothing, itself included; semantics § 8. */
export const exactly: Matching = { floats: (a, b) => a === b, ints: (a, b) => a === b }

/**
 * Whether two values of one type are equal by semantics § 8: lists in order, vectors by element, and numbers as
 * `matching` says. A number never equals an integer: values travel in their declared type.
 */
export function sameValue(a: Value, b: Value, matching: Matching = exactly): boolean {
  if (typeof a === 'number' && typeof b === 'number') return matching.floats(a, b)
  if (typeof a === 'bigint' && typeof b === 'bigint') return matching.ints(a, b)
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((element, i) => sameValue(element, b[i] as Value, matching))
}
