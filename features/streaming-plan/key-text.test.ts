import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Value } from '../value.ts'
import { keyText } from './key-text.ts'

const parts: fc.Arbitrary<Value>[] = [
  fc.oneof(fc.constantFrom('', '1', '11', 'a', 'a ', '1:1', '2:11'), fc.string()),
  fc.oneof(fc.constantFrom(1n, 11n, -1n), fc.bigInt()),
  fc.oneof(fc.constantFrom('1', '11', ':'), fc.string()),
]
const key = fc.integer({ min: 1, max: 3 }).chain(size => fc.tuple(...parts.slice(0, size)))

test('two keys of one entity have one text exactly when they are one key', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      fc.pre(a.length === b.length)
      const same = a.every((part, i) => part === b[i])
      expect(keyText(a) === keyText(b)).toBe(same)
    }),
    { numRuns: 2_000 },
  )
})

test('−0 and 0 are one key, as they are one value', () => {
  expect(keyText([-0])).toBe(keyText([0]))
  expect(keyText([-0, 'a'])).toBe(keyText([0, 'a']))
})
