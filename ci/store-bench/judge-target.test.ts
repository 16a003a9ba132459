import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgedLine, judgeTarget, medianOf, pairwise, type Target } from './judge-target.ts'

const atLeast: Target = { name: 'ingest', sense: 'at least', bound: 0.5, unit: '×' }
const atMost: Target = { name: 'p99', sense: 'at most', bound: 1, unit: ' ms' }
const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 })

// Catches a verdict from the estimate alone, and one whose two senses are swapped.
test.each([
  [atLeast, [0.6, 0.61, 0.59, 0.6, 0.62, 0.6], 'met  ingest: 0.6× (0.59 to 0.62), target at least 0.5×'],
  [
    atLeast,
    [0.4, 0.41, 0.39, 0.4, 0.42, 0.4],
    'missed by 0.1×  ingest: 0.4× (0.39 to 0.42), target at least 0.5×',
  ],
  [atLeast, [0.4, 0.6], 'undecided  ingest: 0.5× (0.4 to 0.6), target at least 0.5×'],
  [atMost, [0.2, 0.3], 'met  p99: 0.25 ms (0.2 to 0.3), target at most 1 ms'],
  [atMost, [1.5, 2.5], 'missed by 1 ms  p99: 2 ms (1.5 to 2.5), target at most 1 ms'],
  [atMost, [0.5, 1.5], 'undecided  p99: 1 ms (0.5 to 1.5), target at most 1 ms'],
] as const)('%o of %j', (target, values, line) => {
  expect(judgedLine(judgeTarget(target, medianOf(values)))).toBe(line)
})

// Catches a run that passes on nothing, and one that forgets the pairs in which a side never answered.
test('what was not measured meets no target', () => {
  const line = 'not measured  ingest, target at least 0.5×'
  expect(judgedLine(judgeTarget(atLeast, medianOf([])))).toBe(line)
  expect(judgedLine(judgeTarget(atLeast, medianOf([1, Number.POSITIVE_INFINITY])))).toBe(line)
})

// Catches sides that are compared across the run instead of side by side: here the machine is ten times slower later on.
test('sides are compared pair by pair', () => {
  expect(pairwise([50, 5], [100, 10], (a, b) => a / b)).toMatchObject({ estimate: 0.5, low: 0.5, high: 0.5 })
  expect(() => pairwise([1], [1, 2], (a, b) => a / b)).toThrow(RangeError)
})

test('the interval holds the median, is made of the values, and does not depend on their order', () => {
  fc.assert(
    fc.property(numbers, values => {
      const { estimate, low, high } = medianOf(values)!
      expect(low).toBeLessThanOrEqual(estimate)
      expect(high).toBeGreaterThanOrEqual(estimate)
      expect(values).toContain(low)
      expect(values).toContain(high)
      expect(medianOf(values.toReversed())).toEqual(medianOf(values))
    }),
  )
})

// Catches an interval that is no narrower than the range: then no long run could decide what a short one cannot.
test('of many values the extremes do not count', () => {
  const { low, high } = medianOf([-1e6, ...Array.from({ length: 20 }, (_, i) => i), 1e6])!
  expect(low).toBeGreaterThanOrEqual(0)
  expect(high).toBeLessThanOrEqual(19)
})
