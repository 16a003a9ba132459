import { expect, test } from 'vitest'
import { ecdfCurve } from './ecdf-curve.ts'
import { ksWalk } from './statistics/ks-summary.ts'
import { tieBlocks } from './statistics/tie-blocks.ts'

function curveOf(reference: readonly number[], current: readonly number[]) {
  const walk = ksWalk(reference.length, current.length)
  for (const { value, reference: i, current: j } of tieBlocks(reference, current)) walk.add(value, i, j)
  return ecdfCurve(walk.end())
}

test('holds the shares at or below each value, and where they are furthest apart', () => {
  expect(curveOf([1, 2, 3, 4], [3, 4, 5, 6])).toEqual({
    points: [
      { value: 1, reference: 0.25, current: 0 },
      { value: 2, reference: 0.5, current: 0 },
      { value: 3, reference: 0.75, current: 0.25 },
      { value: 4, reference: 1, current: 0.5 },
      { value: 5, reference: 1, current: 0.75 },
      { value: 6, reference: 1, current: 1 },
    ],
    apartAt: 2,
  })
})

test('of many values few are kept, the greatest distance among them, and infinities are no points', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => i)
  const { points, apartAt } = curveOf(many, [...many.map(i => i + 1_234.5), Number.POSITIVE_INFINITY])
  expect(points.length).toBeLessThanOrEqual(64)
  expect(points.some(({ value }) => value === apartAt)).toBe(true)
  const gap = Math.max(...points.map(({ reference, current }) => Math.abs(reference - current)))
  expect(gap).toBeCloseTo(1_235 / 5_000, 2)
  expect(points.every(({ value }) => Number.isFinite(value))).toBe(true)
})
