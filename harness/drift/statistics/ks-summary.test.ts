import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '../../../generators/random.ts'
import { decileBins } from './decile-bins.ts'
import { gridBlocks, ksSummary, ksWalk } from './ks-summary.ts'
import { partingRange } from './parting-range.ts'
import { shiftDistance } from './shift-distance.ts'
import { referenceValues } from './testing/reference-values.ts'
import { tieBlocks } from './tie-blocks.ts'

const summaryOf = (reference: readonly number[], current: readonly number[]) =>
  ksSummary(tieBlocks(reference, current))

test.each(referenceValues.wasserstein.map((each, i) => [i, each] as const))(
  'the area between the ECDFs as scipy has it, case %i',
  (_, { reference, current, distance }) => {
    expect(summaryOf(reference, current).wasserstein).toBeCloseTo(distance, 9)
  },
)

test('mean and deviation do not lose digits to a large mean', () => {
  const { reference } = summaryOf([1e15, 1e15 + 2, 1e15 + 4], [1])
  expect(reference).toEqual({ finite: 3, mean: 1e15 + 2, deviation: 2 })
})

test('what leaves the doubles is null, never NaN or infinite', () => {
  const found = summaryOf([-1.7e308, 1.7e308, Number.NEGATIVE_INFINITY], [-1.7e308, Number.POSITIVE_INFINITY])
  expect(found.wasserstein).toBe(null)
  expect(found.reference.deviation).toBe(null)
  expect(found.up.h + found.down.h).toBeGreaterThan(0)
})

test('the grid keeps every row, is small, hides no tie, and has the ends of heavy values', () => {
  const random = randomOf(2)
  const values = () =>
    Array.from({ length: 20_000 }, () => (random.chance(0.5) ? 0 : random.fraction() - 0.5))
  const { grid, n, m, distinct } = summaryOf(values(), values())
  expect(distinct).toBeGreaterThan(15_000)
  expect(grid.length).toBeLessThanOrEqual(2 * gridBlocks + 1)
  expect(grid.reduce((sum, block) => sum + block.reference, 0)).toBe(n)
  expect(grid.reduce((sum, block) => sum + block.current, 0)).toBe(m)
  expect(grid.find(block => block.first === 0)).toMatchObject({ last: 0 })
  for (const [i, block] of grid.entries()) {
    expect(block.first).toBeLessThanOrEqual(block.last)
    if (i > 0) expect(block.first).toBeGreaterThan(grid[i - 1]!.last)
  }
})

test('a walk that was given other rows than it was promised says so', () => {
  const walk = ksWalk(2, 1)
  walk.add(1, 1, 1)
  expect(() => walk.end()).toThrow(/2 and 1 .* 1 and 1/)
})

test('the parting range holds the values that moved', () => {
  // Ten values of the reference between 10 and 20 are above 100 now.
  const base = Array.from({ length: 100 }, (_, i) => i)
  const moved = base.map(value => (value > 10 && value <= 20 ? value + 200 : value))
  expect(partingRange(summaryOf(base, moved))).toEqual({
    from: null,
    to: expect.any(Number),
    reference: expect.any(Number),
    current: expect.any(Number),
  })
  const there = partingRange(
    summaryOf(
      base,
      base.map(value => (value >= 40 && value < 60 ? 50 : value)),
    ),
  )
  expect(there!.reference).not.toBe(there!.current)
  expect(partingRange(summaryOf(base, base))).toBe(null)
})

test('a shift in the unit of the feature is the KS distance that it makes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (values, shift) => {
        const { grid } = summaryOf(values, values)
        const shifted = summaryOf(
          values,
          values.map(value => value + shift),
        )
        expect(shiftDistance(grid, shift)).toBeCloseTo(shifted.up.h / values.length ** 2, 12)
      },
    ),
  )
})

test('bins hold about a tenth of the reference each, fewer where values tie', () => {
  const values = Array.from({ length: 1_000 }, (_, i) => i)
  expect(decileBins(summaryOf(values, values).grid)).toHaveLength(10)
  const zeros = values.map(value => (value < 900 ? 0 : value))
  expect(decileBins(summaryOf(zeros, values).grid).length).toBeLessThan(4)
})
