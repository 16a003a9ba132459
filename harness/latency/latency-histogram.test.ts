import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'

const times = fc.array(fc.integer({ min: 1, max: 3_600_000_000 }), { minLength: 1, maxLength: 200 })

function recorded(values: readonly number[], failures = 0): LatencyHistogram {
  const histogram = new LatencyHistogram()
  for (const value of values) histogram.record(value)
  for (let i = 0; i < failures; i++) histogram.recordFailure()
  return histogram
}

test('order statistics are those of the sorted times, to three digits; failures come after all of them', () => {
  fc.assert(
    fc.property(times, fc.nat(50), (values, failures) => {
      const histogram = recorded(values, failures)
      const sorted = values.toSorted((a, b) => a - b)
      for (const [i, value] of sorted.entries()) {
        const found = histogram.atRank(i + 1)
        expect(found).toBeGreaterThanOrEqual(value)
        expect(found).toBeLessThanOrEqual(value * 1.001 + 1)
      }
      expect(histogram.atRank(values.length + 1)).toBe(Number.POSITIVE_INFINITY)
      expect(histogram.count).toBe(values.length + failures)
    }),
  )
})

test('blocks merged in any order are the run; stored and read back they are the same', () => {
  fc.assert(
    fc.property(times, times, fc.nat(5), (first, second, failures) => {
      const [a, b] = [recorded(first, failures), recorded(second)]
      const both = recorded([...second, ...first], failures)
      const merged = new LatencyHistogram(b.stored())
      merged.merge(new LatencyHistogram(a.stored()))
      expect(merged.count).toBe(both.count)
      for (let rank = 1; rank <= both.count + 1; rank++) expect(merged.atRank(rank)).toBe(both.atRank(rank))
    }),
    { numRuns: 30 },
  )
})

test('a percentile where failures stand is +∞, and one of an empty histogram too', () => {
  const { low, estimate, high } = recorded(Array(90).fill(5), 10).percentile(95)
  expect([low, estimate, high]).toEqual([5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY].with(0, low))
  expect(new LatencyHistogram().percentile(50).estimate).toBe(Number.POSITIVE_INFINITY)
})

test('times within a limit are counted', () => {
  const histogram = recorded([1, 2, 2, 3, 1_000], 4)
  expect([0, 1, 2, 3, 999, 1_000, 1e9].map(limit => histogram.countUpTo(limit))).toEqual([
    0, 1, 3, 4, 4, 5, 5,
  ])
})
