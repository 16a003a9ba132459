import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binomialPmf } from '../drift/statistics/binomial-pmf.ts'
import { percentileRanks, samplesForBounds } from './percentile-ranks.ts'

test('the published ranks: p99 of 1,000 lies between the samples p98.3 and p99.7, of 10,000 between p98.80 and p99.20', () => {
  expect(percentileRanks(1_000, 99)).toMatchObject({ low: 983, high: 997 })
  expect(percentileRanks(10_000, 99)).toMatchObject({ low: 9_880, high: 9_920 })
  expect(percentileRanks(1_000, 99).coverage).toBeCloseTo(0.976, 3)
})

test('too few samples bound nothing from above, and just enough do', () => {
  expect(samplesForBounds(99)).toBe(368)
  expect(samplesForBounds(99.9)).toBe(3_688)
  expect(samplesForBounds(50)).toBe(6)
  for (const [samples, percentile] of [
    [368, 99],
    [3_688, 99.9],
    [6, 50],
  ] as const) {
    expect(percentileRanks(samples - 1, percentile).high).toBe(samples)
    expect(percentileRanks(samples, percentile).high).toBeLessThanOrEqual(samples)
  }
  expect(percentileRanks(0, 99)).toEqual({ low: 0, high: 1, coverage: 1 })
})

test('the ranks are the narrowest whose tails are within bounds, as a plain sum over all outcomes has it', () => {
  const size = fc.integer({ min: 1, max: 400 })
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 999 }), (samples, thousandths) => {
      const p = thousandths / 1_000
      const { low, high, coverage } = percentileRanks(samples, p * 100)
      const sum = (from: number, to: number) => {
        let all = 0
        for (let k = from; k <= to; k++) all += binomialPmf(k, samples, p)
        return all
      }
      expect(sum(0, low - 1)).toBeLessThanOrEqual(0.025 + 1e-12)
      expect(sum(0, low)).toBeGreaterThan(0.025 - 1e-12)
      expect(sum(high, samples)).toBeLessThanOrEqual(0.025 + 1e-12)
      expect(sum(high - 1, samples)).toBeGreaterThan(0.025 - 1e-12)
      expect(coverage).toBeCloseTo(sum(low, high - 1), 10)
      expect(coverage).toBeGreaterThanOrEqual(0.95 - 1e-12)
    }),
  )
})

test('ten million samples take no longer than the spread of the percentile', () => {
  const { low, high } = percentileRanks(10_000_000, 99.9)
  expect(low).toBeGreaterThan(9_989_700)
  expect(high).toBeLessThan(9_990_300)
})
