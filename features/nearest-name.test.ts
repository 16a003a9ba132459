import { expect, test } from 'vitest'
import { nearestName, suggestName } from './nearest-name.ts'

const known = ['amount', 'settled', 'merchant']

test('a misspelling finds its name; something else finds none, so that no message misleads', () => {
  expect(nearestName('amuont', known)).toBe('amount')
  expect(nearestName('Settled', known)).toBe('settled')
  expect(nearestName('merchants', known)).toBe('merchant')
  expect(nearestName('price', known)).toBeNull()
  expect(nearestName('a', ['b'])).toBe('b')
  expect(nearestName('x', [])).toBeNull()
})

test('the mend names the nearest, else what there is', () => {
  expect(suggestName('amuont', known)).toBe('did you mean amount?')
  expect(suggestName('price', known)).toBe('known are amount, settled, merchant')
  expect(suggestName('price', [])).toBe('there are none')
  expect(
    suggestName(
      'zzzzz',
      Array.from({ length: 20 }, (_, index) => `n${index}`),
    ),
  ).toMatch(/n11, …$/)
})
