import type { Value } from './value.ts'

/** Orders two strings by code point (semantics § 6): negative, zero or positive. JavaScript's `<` orders UTF-16 units. */
export function compareStrings(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++
  // Units that differ may be the later halves of two characters that begin alike.
  if (at > 0 && isHighSurrogate(a.charCodeAt(at - 1)) && (isLowSurrogate(a, at) || isLowSurrogate(b, at)))
    at--
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1)
}

/** Orders two values of one scalar type, neither null: false before true, −0 equal to 0, strings by code point. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  const [left, right] = [a, b] as (bigint | number | boolean)[] as [number, number]
  if (left < right) return -1
  return left > right ? 1 : 0
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
