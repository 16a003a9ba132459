import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Window } from '../definitions.ts'
import { refreshedAt, windowBounds } from './window-bounds.ts'

const window: fc.Arbitrary<Window> = fc.record({
  length: fc.integer({ min: 1, max: 50 }),
  closed: fc.constantFrom('left', 'right'),
  slide: fc.option(fc.integer({ min: 1, max: 20 })),
})
const near = fc.integer({ min: -200, max: 200 })
const floor = (x: number, step: number) => Math.floor(x / step) * step

test('bounds hold exactly the instants of semantics § 3', () => {
  fc.assert(
    fc.property(window, near, near, (given, asOf, at) => {
      const exact = asOf - given.length!
      const tail = given.slide === null ? exact : floor(exact, given.slide)
      const holds = given.closed === 'left' ? tail <= at && at < asOf : tail < at && at <= asOf
      const { from, to } = windowBounds(given, asOf)
      expect(from <= at && at < to).toBe(holds)
    }),
    { numRuns: 1_000 },
  )
})

test('an unbounded window has no tail, and its head is exact at the end of time', () => {
  const ends = (closed: Window['closed']) => {
    return windowBounds({ length: null, closed, slide: null }, Number.MAX_SAFE_INTEGER)
  }
  expect(ends('left')).toEqual({ from: Number.NEGATIVE_INFINITY, to: 2 ** 53 - 1 })
  expect(ends('right')).toEqual({ from: Number.NEGATIVE_INFINITY, to: 2 ** 53 })
})

test('a refresh is the newest on its grid that is there by min(K, T)', () => {
  const refresh = fc.record({ every: fc.integer({ min: 1, max: 30 }), delay: fc.nat(30) })
  fc.assert(
    fc.property(refresh, near, near, (given, asOf, greatest) => {
      const at = refreshedAt(given, asOf, greatest)!
      const by = Math.min(asOf, greatest)
      expect(Math.abs(at % given.every)).toBe(0)
      expect(at + given.delay <= by && by < at + given.every + given.delay).toBe(true)
    }),
  )
  expect(refreshedAt({ every: 10, delay: 0 }, 100, null)).toBe(null)
})
