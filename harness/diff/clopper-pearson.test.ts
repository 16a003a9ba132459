import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clopperPearson } from './clopper-pearson.ts'

test('published values hold to ten digits', () => {
  const interval = clopperPearson(3, 10_000)
  expect(interval?.low).toBeCloseTo(6.1871485748e-5, 14)
  expect(interval?.high).toBeCloseTo(8.764745225e-4, 13)
  expect(interval?.sides).toBe(2)
})

test('0 of 10,000 is bounded one-sided by 0.02995 %, and all of them from below', () => {
  expect(clopperPearson(0, 10_000)).toEqual({
    low: 0,
    high: expect.closeTo(2.995283e-4, 9),
    confidence: 0.95,
    sides: 1,
  })
  expect(clopperPearson(5, 5)).toEqual({
    low: expect.closeTo(0.05 ** (1 / 5), 12),
    high: 1,
    confidence: 0.95,
    sides: 1,
  })
})

test('nothing tried tells nothing', () => {
  expect(clopperPearson(0, 0)).toBe(null)
})

test('the interval holds the proportion, is symmetric in what is counted, and narrows with more trials', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (hits, misses) => {
      const trials = hits + misses
      const { low, high } = clopperPearson(hits, trials)!
      expect(low).toBeLessThan(hits / trials)
      expect(high).toBeGreaterThan(hits / trials)
      const mirrored = clopperPearson(misses, trials)!
      expect(1 - mirrored.high).toBeCloseTo(low, 9)
      const more = clopperPearson(hits * 10, trials * 10)!
      expect(more.high - more.low).toBeLessThan(high - low)
    }),
  )
})
