import { expect, test } from 'vitest'
import { fitValue } from './fit-value.ts'

const fits = (given: unknown, type: Parameters<typeof fitValue>[1]) => fitValue(given, type)?.value

test('what loses nothing is converted, what would lose something is refused', () => {
  expect(fits(5, 'int')).toBe(5n)
  expect(fits(5, 'timestamp')).toBe(5n)
  expect(fits(0.5, 'int')).toBeUndefined()
  expect(fits(2 ** 53, 'int')).toBeUndefined()
  expect(fits(2n ** 63n, 'int')).toBeUndefined()
  expect(fits(3n, 'float')).toBe(3)
  expect(fits(2n ** 53n + 1n, 'float')).toBeUndefined()
  expect(fits('5', 'float')).toBeUndefined()
  expect(fits(1, 'bool')).toBeUndefined()
  expect(fits('', 'string')).toBe('')
  expect(fits(null, 'vector<float32,2>')).toBeNull()
})

test('lists and vectors are fitted by element; a vector of another length is refused', () => {
  expect(fits([1, 2n, null], 'list<int>')).toEqual([1n, 2n, null])
  expect(fits([[1], [0.5]], 'list<list<int>>')).toBeUndefined()
  expect(fits(new Float32Array([0.5, 1]), 'vector<float32,2>')).toEqual([0.5, 1])
  expect(fits([0.5], 'vector<float32,2>')).toBeUndefined()
  expect(fits('ab', 'list<string>')).toBeUndefined()
})
