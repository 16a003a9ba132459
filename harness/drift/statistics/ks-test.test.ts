import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '../../../generators/random.ts'
import { kolmogorovTail, stephensLambda } from './kolmogorov.ts'
import { type KsSide, ksLattice } from './ks-lattice.ts'
import { ksSummary } from './ks-summary.ts'
import { ksTest } from './ks-test.ts'
import { referenceValues } from './testing/reference-values.ts'
import { tieBlocks } from './tie-blocks.ts'

const ks = (reference: readonly number[], current: readonly number[], workMax?: number) =>
  ksTest(ksSummary(tieBlocks(reference, current)), randomOf(1), workMax)

/** p by choosing the reference's values among the pooled ones in every possible way. */
function enumerated(reference: readonly number[], current: readonly number[], side: KsSide): number {
  const pooled = [...reference, ...current]
  const height = (chosen: readonly number[], rest: readonly number[]) => {
    const { up, down } = ksSummary(tieBlocks(chosen, rest))
    return side === 'up' ? up.h : side === 'down' ? down.h : Math.max(up.h, down.h)
  }
  const observed = height(reference, current)
  let [reached, all] = [0, 0]
  for (let mask = 0; mask < 2 ** pooled.length; mask++) {
    const chosen = pooled.filter((_, i) => (mask >> i) & 1)
    if (chosen.length !== reference.length) continue
    all++
    if (
      height(
        chosen,
        pooled.filter((_, i) => !((mask >> i) & 1)),
      ) >= observed
    )
      reached++
  }
  return reached / all
}

test.each([
  [[1, 2, 3], [4, 5, 6], 1, 1 / 10],
  [[1.01, 2.01], [1, 2, 3, 4], 1 / 2, 14 / 15],
  [[0, 0, 0, 1, 2], [0, 1, 3, 3, 4], 3 / 5, 4 / 21],
])('%j against %j', (reference, current, d, p) => {
  const found = ks(reference, current)
  expect(found.d).toBeCloseTo(d, 14)
  expect(found.twoSided.p).toBeCloseTo(p, 12)
})

test('a shifted grid: exact, Stephens and the limit, to nine digits', () => {
  const grid = (count: number, shift: number) =>
    Array.from({ length: count }, (_, i) => 1 + (i * 99) / (count - 1) + shift)
  const found = ks(grid(100, 0), grid(110, 20.1))
  expect(found.h).toBe(2320)
  expect(found.d).toBeCloseTo(232 / 1100, 14)
  expect(found.twoSided).toEqual({ p: expect.closeTo(0.0157391838656, 12), method: 'exact-given-ties' })
  expect(kolmogorovTail(stephensLambda(found.d, 100, 110))).toBeCloseTo(0.0158803867307, 12)
  expect(kolmogorovTail(found.d * Math.sqrt(11_000 / 210))).toBeCloseTo(0.0189312696044, 12)
})

test.each(referenceValues.ksWithoutTies.map((each, i) => [i, each] as const))(
  'scipy without ties, case %i',
  (_, each) => {
    const found = ks(each.reference, each.current)
    expect(found.d).toBeCloseTo(each.d, 12)
    expect(found.twoSided.p).toBeCloseTo(each.p, 9)
    expect([found.up.d, found.up.p]).toEqual([expect.closeTo(each.up[0], 12), expect.closeTo(each.up[1], 9)])
    expect([found.down.d, found.down.p]).toEqual([
      expect.closeTo(each.down[0], 12),
      expect.closeTo(each.down[1], 9),
    ])
  },
)

test.each(referenceValues.ksGivenTies.map((each, i) => [i, each] as const))(
  'whole-number counts given ties, case %i',
  (_, each) => {
    const found = ks(each.reference, each.current)
    expect(found.h).toBe(each['two-sided'][0])
    expect(found.twoSided.p).toBeCloseTo(each['two-sided'][1], 10)
    expect(found.up.p).toBeCloseTo(each.up[1], 10)
    expect(found.down.p).toBeCloseTo(each.down[1], 10)
  },
)

const few = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 })

test('given the ties, p is what full enumeration counts, in each direction', () => {
  fc.assert(
    fc.property(few, few, fc.constantFrom<KsSide>('two-sided', 'up', 'down'), (reference, current, side) => {
      const found = ks(reference, current)
      const p = side === 'two-sided' ? found.twoSided.p : found[side].p
      expect(p).toBeCloseTo(enumerated(reference, current, side), 10)
    }),
    { numRuns: 150 },
  )
})

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 })

test('symmetric in the sides, with up and down exchanged; unmoved by monotone maps; p and D in [0, 1]', () => {
  fc.assert(
    fc.property(values, values, (reference, current) => {
      const found = ks(reference, current)
      const turned = ks(current, reference)
      expect(turned.h).toBe(found.h)
      expect(turned.twoSided.p).toBeCloseTo(found.twoSided.p, 10)
      expect(turned.up.p).toBeCloseTo(found.down.p, 10)
      const map = (x: number) => x ** 3 / 7 - 4
      expect(ks(reference.map(map), current.map(map))).toEqual(found)
      const mirrored = ks(
        reference.map(x => -x),
        current.map(x => -x),
      )
      expect(mirrored.up.p).toBeCloseTo(found.down.p, 10)
      for (const p of [found.d, found.twoSided.p, found.up.p, found.down.p]) {
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
      }
      // What one side reaches, both together reach.
      const further = found.up.d > found.down.d ? found.up : found.down
      expect(found.twoSided.p).toBeGreaterThanOrEqual(further.p - 1e-12)
    }),
  )
})

test('a sample is at distance 0 from itself, with p = 1', () => {
  fc.assert(
    fc.property(values, sample => {
      expect(ks(sample, sample)).toMatchObject({
        d: 0,
        h: 0,
        twoSided: { p: 1 },
        up: { p: 1 },
        down: { p: 1 },
      })
    }),
  )
})

test('permutations agree with the exact p where ties are heavy, and the limit where they are light', () => {
  const random = randomOf(7)
  const zeros = (shift: number) =>
    Array.from({ length: 2_000 }, () => (random.chance(0.9) ? 0 : random.int(1, 9) + shift))
  const tied = [zeros(0), zeros(1)] as const
  const exact = ks(...tied)
  const drawn = ks(...tied, 0)
  expect(exact.twoSided.method).toBe('exact-given-ties')
  expect(drawn.twoSided.method).toBe('permutation')
  expect(Math.abs(drawn.twoSided.p - exact.twoSided.p)).toBeLessThan(0.2 * exact.twoSided.p + 0.001)
  const light = [
    Array.from({ length: 6_000 }, () => random.fraction()),
    Array.from({ length: 5_000 }, () => random.fraction()),
  ] as const
  const limit = ks(...light, 0)
  expect(limit.twoSided.method).toBe('asymptotic')
  expect(limit.twoSided.p).toBeCloseTo(ks(...light).twoSided.p, 2)
})

test('infinities are in order with the rest, and NaN is refused', () => {
  const found = ks([Number.NEGATIVE_INFINITY, 0, 1], [0, 1, Number.POSITIVE_INFINITY])
  expect(found.d).toBeCloseTo(1 / 3, 14)
  expect(() => ks([Number.NaN], [1])).toThrow(/NaN/)
})

test('a tiny p keeps its digits: two samples that do not overlap', () => {
  // 2 of the C(40, 20) arrangements.
  expect(
    ks(
      Array.from({ length: 20 }, (_, i) => i),
      Array.from({ length: 20 }, (_, i) => 100 + i),
    ).twoSided.p,
  ).toBeCloseTo(2 / 137_846_528_820, 24)
  const blocks = new Float64Array(40).fill(1)
  expect(ksLattice({ blocks, n: 20, m: 20, h: 400, side: 'two-sided' })).toBeCloseTo(2 / 137_846_528_820, 24)
})
