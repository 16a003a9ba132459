import fc from 'fast-check'
import { expect, test } from 'vitest'
import { categoryDistances } from './category-distances.ts'
import { chiSquared } from './chi-squared.ts'
import { referenceValues } from './testing/reference-values.ts'

const cellsOf = (reference: readonly number[], current: readonly number[]) =>
  reference.map((count, i) => ({ reference: count, current: current[i] as number }))

test.each(referenceValues.chiSquared.map((each, i) => [each.kind, i, each] as const))(
  '%s as scipy has it, case %i',
  (kind, _, { table, statistic, degrees, p }) => {
    const found = chiSquared(cellsOf(...table), kind)
    expect(found).toMatchObject({ degrees, pooled: 0 })
    expect(found.statistic).toBeCloseTo(statistic, 9)
    expect(found.p).toBeCloseTo(p, 9)
  },
)

test('small cells are pooled until five rows are expected in each', () => {
  const found = chiSquared(cellsOf([500, 490, 3, 2, 2, 1, 1, 1], [480, 500, 4, 3, 3, 4, 3, 3]))
  expect(found).toMatchObject({ pooled: 6, degrees: 2 })
  expect(chiSquared(cellsOf([1, 1], [1, 1]))).toMatchObject({ p: 1, degrees: 0 })
  expect(chiSquared(cellsOf([9, 1], [0, 0]))).toMatchObject({ p: 1 })
})

test.each(referenceValues.jensenShannon)('Jensen–Shannon of %j and %j', (p, q, distance) => {
  expect(categoryDistances(cellsOf(p, q))?.jensenShannon).toBeCloseTo(distance, 9)
})

test('distances are 0 for the same shares, symmetric, bounded, and PSI is finite with empty cells', () => {
  expect(categoryDistances(cellsOf([3, 0, 7], [30, 0, 70]))).toEqual({ maximum: 0, jensenShannon: 0, psi: 0 })
  expect(categoryDistances(cellsOf([1, 0], [0, 1]))).toMatchObject({
    maximum: 1,
    jensenShannon: 1,
    psi: expect.closeTo(2 * 0.9999 * Math.log(1e4), 6),
  })
  expect(categoryDistances(cellsOf([0], [5]))).toBe(null)
  const counts = fc
    .array(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 3 })
    .filter(cells => cells.some(count => count > 0))
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const [there, back] = [categoryDistances(cellsOf(a, b))!, categoryDistances(cellsOf(b, a))!]
      expect(there.jensenShannon).toBeCloseTo(back.jensenShannon, 12)
      expect(there.psi).toBeCloseTo(back.psi, 12)
      expect(there.maximum).toBeCloseTo(back.maximum, 12)
      expect(there.jensenShannon).toBeLessThanOrEqual(1)
    }),
  )
})
