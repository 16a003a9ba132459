import fc from 'fast-check'
import { expect, test } from 'vitest'
import { driftRun } from '../../testing/other-runs.ts'
import { ecdfChart } from './ecdf-chart.ts'
import { numberScale } from './number-scale.ts'

test('every finite number between the ends has its place between theirs, however far they are apart', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(double, double, double, (...values) => {
      const [least, between, most] = values.toSorted((a, b) => a - b) as [number, number, number]
      const { at, ticks } = numberScale([least, most], [10, 500])
      for (const place of [at(least), at(between), at(most), ...ticks(5).map(at)]) {
        expect(place).toBeGreaterThanOrEqual(10 - 1e-6)
        expect(place).toBeLessThanOrEqual(500 + 1e-6)
      }
    }),
  )
})

test('ECDFs from one end of the doubles to the other are drawn', () => {
  const features = driftRun.comparisons.flatMap(comparison => comparison.features)
  const drawn = features.find(({ curve }) => curve !== undefined)!
  const points = [-1.7e308, 0, 1.7e308].map((value, i) => ({ value, reference: i / 2, current: i / 2 }))
  const chart = ecdfChart({ ...drawn, curve: { points, apartAt: 0 } })
  // JSON writes NaN as null where it stands alone.
  expect(JSON.stringify(chart)).toContain('"path"')
  expect(JSON.stringify(chart)).not.toMatch(/NaN|Infinity|null/)
})
