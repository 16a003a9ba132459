import fc from 'fast-check'
import { expect, test } from 'vitest'
import { showValue } from './show-value.ts'

test('values are shown as JSON, numbers without one as they are', () => {
  expect(['a"', 5, 5n, Number.NaN, null, undefined, [1n]].map(showValue)).toEqual([
    '"a\\""',
    '5',
    '5',
    'NaN',
    'null',
    'undefined',
    '["1"]',
  ])
})

test('a message never fails over the value it is about', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  expect(showValue(cycle)).toBe('a value without a JSON text')
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true }), value => {
      expect(showValue(value).length).toBeLessThan(50)
    }),
  )
})
