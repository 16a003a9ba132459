import type { StoredFeature } from '../../features/definitions.ts'
import type { State, Value } from '../../features/value.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import { type RoomBasis, withinRoom } from './room.ts'
import { type Matching, sameValue } from './same-value.ts'
import { matchingOf } from './tolerance.ts'

/** A value that somebody gave, with its state where one was given. */
export interface Given {
  readonly value: Value
  /** Null: no state was given, and values alone are compared. */
  readonly state: State | null
}

/** Whether a given value of a stored feature equals a recomputed one, by state first and then by value; semantics § 8. */
export function equalsRecomputed(feature: StoredFeature, given: Given, recomputed: Recomputed): boolean {
  if (given.state !== null && given.state !== recomputed.state) return false
  return storedValuesMatch(feature, given.value, recomputed.value, [recomputed])
}

/** Whether two readings of one stored feature agree by state and value; between them the larger room holds. */
export function readingsEqual(feature: StoredFeature, a: Recomputed, b: Recomputed): boolean {
  return a.state === b.state && storedValuesMatch(feature, a.value, b.value, [a, b])
}

function storedValuesMatch(feature: StoredFeature, a: Value, b: Value, bases: readonly RoomBasis[]): boolean {
  const plain = matchingOf(feature)
  if (bases.every(({ weight }) => weight === null)) return sameValue(a, b, plain)
  const roomy: Matching = {
    ...plain,
    floats: (x, y) => plain.floats(x, y) || withinRoom(feature, bases, x, y),
  }
  return sameValue(a, b, roomy)
}
