import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareStrings, compareValues } from './compare-values.ts'

/** The plainest comparison there is: the code points as numbers, one by one. */
function byCodePoints(a: string, b: string): number {
  const [left, right] = [a, b].map(text => Array.from(text, character => character.codePointAt(0)!)) as [
    number[],
    number[],
  ]
  const at = left.findIndex((point, index) => point !== right[index])
  if (at === -1) return left.length - right.length
  return left[at]! - (right[at] ?? -1)
}

const unit = fc.constantFrom(
  'a',
  'b',
  '\ud800',
  '\udbff',
  '\udc00',
  '\udfff',
  '\ue000',
  '\uffff',
  '\u{10000}',
)

test('strings compare by code point, half characters included: UTF-16 order would put U+10000 before U+FFFF', () => {
  expect(compareStrings('\u{10000}', '\uffff')).toBeGreaterThan(0)
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 6 }), fc.string({ unit, maxLength: 6 }), (a, b) => {
      expect(Math.sign(compareStrings(a, b))).toBe(Math.sign(byCodePoints(a, b)))
    }),
    { numRuns: 2000 },
  )
})

test('values compare within their type: −0 equals 0, false comes before true, ints beyond 2⁵³ stay apart', () => {
  expect(compareValues(-0, 0)).toBe(0)
  expect(compareValues(false, true)).toBeLessThan(0)
  expect(compareValues(2n ** 53n, 2n ** 53n + 1n)).toBeLessThan(0)
  expect(compareValues('b', 'ab')).toBeGreaterThan(0)
})
