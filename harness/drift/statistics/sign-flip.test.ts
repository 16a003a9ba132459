import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '../../../generators/random.ts'
import { type FlipTotal, signFlip } from './sign-flip.ts'
import { signedRanks } from './signed-ranks.ts'
import { referenceValues } from './testing/reference-values.ts'

const split = (hits: number, trials: number): FlipTotal[] => [
  { total: 1, count: hits },
  { total: -1, count: trials - hits },
]

test('the sign test: 13 of 15', () => {
  expect(signFlip(split(13, 15)).p).toBeCloseTo(121 / 16384, 13)
})

test.each(referenceValues.sign)('the sign test as scipy has it: %i of %i', (hits, trials, p) => {
  expect(signFlip(split(hits, trials)).p).toBeCloseTo(p, 10)
})

test('McNemar: 5 and 15 discordant pairs', () => {
  expect(signFlip(split(5, 20)).p).toBeCloseTo(0.04138946533203, 13)
})

const ranked = (differences: readonly number[]) =>
  signedRanks(differences.map((difference, cluster) => ({ difference, cluster })))

test('signed ranks of the depression data: W+ = 40, p = 5/128', () => {
  const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
  const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
  const { plus, totals } = ranked(x.map((value, i) => value - (y[i] as number)))
  expect(plus).toBe(40)
  expect(signFlip(totals).p).toBeCloseTo(5 / 128, 13)
})

test.each(referenceValues.signedRank.map(each => [each.differences, each] as const))(
  'signed ranks with zeros and ties: %j',
  (differences, each) => {
    const { plus, totals } = ranked(differences)
    expect(plus).toBe(each.plus)
    const found = signFlip(totals)
    expect([found.p, found.up, found.down]).toEqual(
      [each.p, each.up, each.down].map(p => expect.closeTo(p, 12)),
    )
  },
)

test('differences that are all zero are identical, not significant', () => {
  expect(signFlip(ranked([0, 0, 0]).totals)).toMatchObject({ p: 1, clusters: 0 })
})

test('the exact distribution is that of all choices of signs', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 9 }), totals => {
      const found = signFlip(totals.map(total => ({ total, count: 1 })))
      const sum = totals.reduce((all, total) => all + total, 0)
      let [up, down] = [0, 0]
      for (let mask = 0; mask < 2 ** totals.length; mask++) {
        const other = totals.reduce((all, total, i) => all + ((mask >> i) & 1 ? total : -total), 0)
        if (other >= sum) up++
        if (other <= sum) down++
      }
      expect(found.up).toBeCloseTo(up / 2 ** totals.length, 12)
      expect(found.down).toBeCloseTo(down / 2 ** totals.length, 12)
    }),
  )
})

test('where the exact distribution is out of reach, the normal one is near it', () => {
  const random = randomOf(5)
  // 200 entities of about 200 signed ranks each: sums of millions.
  const totals = Array.from({ length: 400 }, () => ({ total: random.int(-200, 210), count: 1 }))
  const exact = signFlip(totals)
  expect(exact.method).toBe('exact')
  const scaled = signFlip([
    ...totals.map(({ total, count }) => ({ total: total * 997, count })),
    { total: 1, count: 1 },
  ])
  expect(scaled.method).toBe('normal')
  expect(Math.abs(scaled.p - exact.p)).toBeLessThan(0.01)
})

test('ignoring the clusters lies: of independent entities, flipped as a whole, 5 % are rejected; pair by pair, most are', () => {
  const random = randomOf(11)
  let [clustered, naive] = [0, 0]
  for (let run = 0; run < 300; run++) {
    // 30 entities of 20 pairs; an entity's pairs err in one direction together, which is as often up as down.
    const signs = Array.from({ length: 30 }, () => (random.chance(0.5) ? 1 : -1))
    if (signFlip(signs.map(sign => ({ total: sign * 20, count: 1 }))).p <= 0.05) clustered++
    if (signFlip(signs.map(sign => ({ total: sign, count: 20 }))).p <= 0.05) naive++
  }
  expect(clustered / 300).toBeLessThan(0.08)
  expect(naive / 300).toBeGreaterThan(0.5)
})
