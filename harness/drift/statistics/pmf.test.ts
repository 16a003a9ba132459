import { expect, test } from 'vitest'
import { binomialPmf } from './binomial-pmf.ts'
import { hypergeometricPmf } from './hypergeometric-pmf.ts'
import { kolmogorovTail } from './kolmogorov.ts'
import { referenceValues } from './testing/reference-values.ts'
import { chiSquaredTail, normalTwoSided } from './upper-gamma.ts'

/** Equal but for a relative error. */
const near = (value: number, wanted: number, relative: number) =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted))

test.each(referenceValues.binomialPmf)('binomial: %i of %i at %f', (k, n, p, chance) => {
  near(binomialPmf(k, n, p), chance, 1e-9)
})

test.each(referenceValues.hypergeometricPmf)(
  'hypergeometric: %i of %i and %i, %i drawn',
  (k, marked, unmarked, drawn, chance) => {
    near(hypergeometricPmf(k, marked, unmarked, drawn), chance, 1e-9)
  },
)

test('chances of all outcomes add up to 1', () => {
  const sum = (chances: number[]) => chances.reduce((all, chance) => all + chance, 0)
  expect(sum(Array.from({ length: 1001 }, (_, k) => binomialPmf(k, 1000, 0.37)))).toBeCloseTo(1, 12)
  expect(sum(Array.from({ length: 301 }, (_, k) => hypergeometricPmf(k, 500, 700, 300)))).toBeCloseTo(1, 12)
})

test.each(referenceValues.chiSquaredTail)('chi-squared: %f with %i degrees', (x, degrees, p) => {
  near(chiSquaredTail(x, degrees), p, 1e-9)
})

test.each(referenceValues.normalTwoSided)('normal, two-sided: %f', (z, p) => {
  near(normalTwoSided(z), p, 1e-9)
})

test.each([...referenceValues.kolmogorov, [1, 0.2699996716774] as const, [2, 6.709252557797e-4] as const])(
  'Kolmogorov: %f',
  (lambda, p) => {
    near(kolmogorovTail(lambda), p, 1e-9)
  },
)
