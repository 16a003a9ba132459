import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '../../../generators/random.ts'
import { benjaminiHochberg, benjaminiYekutieli } from './adjusted-p.ts'
import { binomialPmf } from './binomial-pmf.ts'
import { effectGate } from './effect-gate.ts'
import { ksSummary } from './ks-summary.ts'
import { ksTwoSided } from './ks-test.ts'
import { shareGate } from './share-gate.ts'
import { smallestDifference } from './smallest-difference.ts'
import { smallestShift } from './smallest-shift.ts'
import { spentAlpha } from './spent-alpha.ts'
import { referenceValues } from './testing/reference-values.ts'

const question = { n: 10_000, m: 10_000, epsilon: 0.1, alpha: 0.05, minimum: 100 }

test('the radius is √(ln(4/α)/2n) + √(ln(4/α)/2m)', () => {
  const { radius } = effectGate({ ...question, d: 0.1, n: 400, m: 900 })
  expect(radius).toBeCloseTo(Math.sqrt(Math.log(80) / 800) + Math.sqrt(Math.log(80) / 1800), 12)
})

test('three verdicts, and none below the minimum n', () => {
  const gate = (d: number, more = {}) => effectGate({ ...question, d, ...more }).verdict
  expect(gate(0.02)).toBe('pass')
  expect(gate(0.1)).toBe('inconclusive')
  expect(gate(0.3)).toBe('fail')
  expect(gate(1, { n: 99 })).toBe('inconclusive')
  expect(gate(0, { n: 0, m: 0 })).toBe('inconclusive')
})

test('a gate never passes and fails the same distance, and more rows never turn a fail into a pass', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 100, max: 1e7 }),
      fc.integer({ min: 100, max: 1e7 }),
      (d, n, m) => {
        const few = effectGate({ ...question, d, n, m })
        const many = effectGate({ ...question, d, n: 2 * n, m: 2 * m })
        expect(few.low).toBeLessThanOrEqual(d)
        expect(few.high).toBeGreaterThanOrEqual(d)
        expect(many.radius).toBeLessThan(few.radius)
        if (few.verdict !== 'inconclusive') expect(many.verdict).toBe(few.verdict)
      },
    ),
  )
})

const rate = (reference: number, current: number, more = {}) =>
  shareGate({
    cells: [{ reference, current }],
    n: 10_000,
    m: 10_000,
    epsilon: 0.02,
    alpha: 0.05,
    minimum: 100,
    designEffect: { reference: 1, current: 1 },
    ...more,
  })

test('rates near zero are judged by exact intervals: none of 10,000 on either side is proved to be below two points', () => {
  expect(rate(0, 0).verdict).toBe('pass')
  expect(rate(0, 0).high).toBeLessThan(0.0005)
  expect(rate(100, 500).verdict).toBe('fail')
  expect(rate(100, 300).verdict).toBe('inconclusive')
  expect(rate(0, 0, { n: 0 }).verdict).toBe('inconclusive')
})

test('clustering takes away what the rows do not know', () => {
  expect(rate(100, 500, { designEffect: { reference: 20, current: 20 } }).verdict).toBe('inconclusive')
  expect(rate(0, 0, { designEffect: { reference: 100, current: 100 } }).verdict).toBe('inconclusive')
})

test.each(referenceValues.adjusted.map((each, i) => [i, each] as const))(
  'adjusted p as statsmodels has it, case %i',
  (_, { p, bh, by }) => {
    benjaminiHochberg(p).forEach((value, i) => void expect(value).toBeCloseTo(bh[i] as number, 12))
    benjaminiYekutieli(p).forEach((value, i) => void expect(value).toBeCloseTo(by[i] as number, 12))
  },
)

test('of the fifteen published p-values four are rejected, and three under any dependence', () => {
  const p = referenceValues.adjusted[0]!.p
  expect(benjaminiHochberg(p).filter(each => each <= 0.05)).toHaveLength(4)
  expect(benjaminiYekutieli(p).filter(each => each <= 0.05)).toHaveLength(3)
  expect(benjaminiHochberg([])).toEqual([])
})

test('repeated looks spend α and no more', () => {
  let spent = 0
  for (let look = 1; look <= 100_000; look++) spent += spentAlpha(0.05, look)
  expect(spent).toBeLessThan(0.05)
  expect(spent).toBeGreaterThan(0.0499)
  for (const look of [0, 1.5, -1, Number.NaN]) expect(() => spentAlpha(0.05, look)).toThrow(/look/)
})

test('the smallest shift is 4.55 / √n σ at 5 %, and its KS distance that of the shift', () => {
  expect(smallestShift(1_000, 1_000, 0.05)!.sigma * Math.sqrt(1_000)).toBeCloseTo(4.55, 1)
  // 2 Φ(1/2) − 1 and 2 Φ(1) − 1.
  const shift = smallestShift(100, 100, 0.05)!
  expect(smallestShift(100 * shift.sigma ** 2, 100 * shift.sigma ** 2, 0.05)?.ks).toBeCloseTo(
    0.3829249225480262,
    9,
  )
  expect(smallestShift(25 * shift.sigma ** 2, 25 * shift.sigma ** 2, 0.05)?.ks).toBeCloseTo(
    0.6826894921370859,
    9,
  )
  expect(smallestShift(1, 1, 0.05)?.ks).toBeLessThanOrEqual(1)
  expect(smallestShift(0, 5, 0.05)).toBe(null)
})

test('the smallest difference of a share is found about four times of five by the exact test', () => {
  const [n, alpha] = [60, 0.05]
  for (const share of [0, 0.1, 0.3]) {
    const difference = smallestDifference(share, n, n, alpha)!
    let power = 0
    for (let a = 0; a <= n; a++) {
      for (let b = 0; b <= n; b++) {
        const chance = binomialPmf(a, n, share) * binomialPmf(b, n, share + difference)
        if (chance > 1e-9 && rateP(a, b, n) <= alpha) power += chance
      }
    }
    // The test is discrete and loses some of its level.
    expect(power).toBeGreaterThan(0.65)
    expect(power).toBeLessThan(0.85)
  }
})

test('near zero about eight rows of one side show a rate, and clustering takes away as much as it does elsewhere', () => {
  expect(smallestDifference(0, 10_000, 10_000, 0.05)! * 10_000).toBeCloseTo(7.85, 1)
  expect(smallestDifference(1, 10_000, 10_000, 0.05)).toBe(smallestDifference(0, 10_000, 10_000, 0.05))
  expect(smallestDifference(0.5, 100, 100, 0.05)).toBeGreaterThan(
    smallestDifference(0.5, 1_000, 1_000, 0.05)!,
  )
  expect(smallestDifference(0.5, 0, 10, 0.05)).toBe(null)
  expect(smallestDifference(0.5, 1, 1, 1e-9)).toBe(1)
})

/** Two-sided p of `a` and `b` hits in `n` rows each, given how many there are in all. */
function rateP(a: number, b: number, n: number): number {
  const blocks = [
    { value: 0, reference: a, current: b },
    { value: 1, reference: n - a, current: n - b },
  ]
  return ksTwoSided(ksSummary(blocks), randomOf(1)).p
}
