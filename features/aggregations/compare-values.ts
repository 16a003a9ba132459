import type { Value } from '../value.ts'

/** Negative, zero or positive, as `Array.sort` wants it. */
export type Comparison = number

/** Strings by code point: UTF-16 units above the surrogates stand below them, so units are not compared as they are. */
export function compareCodePoints(a: string, b: string): Comparison {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return codePointRank(left) - codePointRank(right)
  }
  return a.length - b.length
}

/** Lifts surrogates above every other unit, which is where the code points that they spell stand. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** Two values of one scalar type, neither null; −0 and 0 are equal, false is below true. */
export function compareValues(a: Value, b: Value): Comparison {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  if (a === b) return 0
  return (a as number | bigint | boolean) < (b as number | bigint | boolean) ? -1 : 1
}

/** −0 and 0 are one value wherever values are kept apart by identity; everything else stays as it is. */
export function withoutNegativeZero(value: Value): Value {
  return value === 0 ? 0 : value
}
