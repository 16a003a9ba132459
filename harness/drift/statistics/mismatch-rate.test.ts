import { expect, test } from 'vitest'
import { randomOf } from '../../../generators/random.ts'
import { mismatchRate } from './mismatch-rate.ts'
import { scaledInterval } from './scaled-interval.ts'
import { referenceValues } from './testing/reference-values.ts'

test.each(referenceValues.clopperPearson)(
  'Clopper–Pearson as scipy has it: %i of %i at %f',
  (hits, trials, confidence, low, high) => {
    const found = scaledInterval(hits, trials, 1, confidence)!
    expect(found.low).toBeCloseTo(low, 9)
    expect(found.high).toBeCloseTo(high, 9)
  },
)

test('trials that are clusters of their own have no design effect', () => {
  const found = mismatchRate([
    { hits: 1, trials: 1, count: 3 },
    { hits: 0, trials: 1, count: 9_997 },
  ])
  expect(found.designEffect).toBe(1)
  expect(found.clustered).toEqual(found.independent)
  expect(found.clustered?.low).toBeCloseTo(6.1871485748e-5, 14)
  expect(found.clustered?.high).toBeCloseTo(8.764745225e-4, 13)
})

test('without a hit each cluster is one trial, for nothing says how hits would cluster', () => {
  const found = mismatchRate([{ hits: 0, trials: 100, count: 100 }])
  expect(found.independent?.high).toBeCloseTo(2.995283e-4, 9)
  expect(found.clustered?.high).toBeCloseTo(1 - 0.05 ** (1 / 100), 12)
  expect(found.designEffect).toBe(null)
})

test('ignoring the clusters lies: the interval by entity holds the true rate 95 % of the time, the other does not', () => {
  const random = randomOf(3)
  let [clustered, naive] = [0, 0]
  const runs = 400
  for (let run = 0; run < runs; run++) {
    // 60 entities of 50 probes: one entity in five is broken, and errs on half of its probes. True rate 10 %.
    const clusters = Array.from({ length: 60 }, () => {
      const broken = random.chance(0.2)
      let hits = 0
      for (let k = 0; k < 50; k++) if (broken && random.chance(0.5)) hits++
      return { hits, trials: 50, count: 1 }
    })
    const found = mismatchRate(clusters)
    if (found.clustered!.low <= 0.1 && found.clustered!.high >= 0.1) clustered++
    if (found.independent!.low <= 0.1 && found.independent!.high >= 0.1) naive++
  }
  expect(clustered / runs).toBeGreaterThan(0.92)
  expect(naive / runs).toBeLessThan(0.6)
})
