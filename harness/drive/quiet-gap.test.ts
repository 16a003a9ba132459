import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quietGap } from './quiet-gap.ts'

const second = 1_000_000

test('a coarse clock is asked behind the edges that lie close together', () => {
  expect(
    quietGap(
      [0, 3, 4, 20].map(at => at * second),
      0,
      second,
    ),
  ).toBe(6 * second)
  expect(
    quietGap(
      [30, 40].map(at => at * second),
      0,
      second,
    ),
  ).toBe(0)
})

// Catches a run that asks where nothing is left to be counted.
test('where there is no gap before the last edge it is asked at once, as a fine clock is', () => {
  expect(
    quietGap(
      [0, 3, 4].map(at => at * second),
      0,
      second,
    ),
  ).toBe(0)
  expect(
    quietGap(
      [0, 3, 4, 20].map(at => at * second),
      0,
      1_000,
    ),
  ).toBe(0)
})

test('no edge lies in the step before it or in the five seconds after it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60_000_000), { maxLength: 30 }), edges => {
      const all = [...edges, 600 * second]
      const at = quietGap(all, 0, second)
      expect(at % second).toBe(0)
      expect(all.filter(edge => edge > at - second && edge <= at + 5 * second)).toEqual([])
    }),
  )
})
