import { expect, test } from 'vitest'
import { randomOf } from '../../generators/random.ts'
import { judgeBudget } from './judge-budget.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { parseSlo } from './slo.ts'

const budget = (text: string) => parseSlo(text)[0]!

/** So many fast ones of 1 ms, slow ones of 100 ms, and failures. */
function measured(fast: number, slow: number, failures = 0): LatencyHistogram {
  const histogram = new LatencyHistogram()
  for (let i = 0; i < fast; i++) histogram.record(1_000)
  for (let i = 0; i < slow; i++) histogram.record(100_000)
  for (let i = 0; i < failures; i++) histogram.recordFailure()
  return histogram
}

test.each([
  [997, 3, 'pass'],
  [996, 4, 'inconclusive'],
  [983, 17, 'inconclusive'],
  [982, 18, 'fail'],
  [367, 0, 'inconclusive'],
  [368, 0, 'pass'],
  [0, 0, 'inconclusive'],
] as const)('p99 of %i fast and %i slow requests: %s', (fast, slow, verdict) => {
  expect(judgeBudget(budget('p99=50ms'), measured(fast, slow)).verdict).toBe(verdict)
})

test('failures break a percentile as slow answers do', () => {
  expect(judgeBudget(budget('p99=50ms'), measured(982, 0, 18)).verdict).toBe('fail')
  expect(judgeBudget(budget('p50=50ms'), measured(982, 0, 18)).verdict).toBe('pass')
})

test('an inconclusive budget says how many more requests would decide, and they do', () => {
  const few = judgeBudget(budget('p99=50ms'), measured(200, 0))
  expect(few).toMatchObject({ verdict: 'inconclusive', more: 168 })
  const { more } = judgeBudget(budget('p99=50ms'), measured(995, 5))
  expect(more).toBeGreaterThan(0)
  const scale = (1_000 + more!) / 1_000
  const slow = Math.round(5 * scale)
  expect(judgeBudget(budget('p99=50ms'), measured(Math.round(1_000 * scale) - slow, slow)).verdict).toBe(
    'pass',
  )
  expect(judgeBudget(budget('p99=50ms'), measured(990, 10)).more).toBe(null)
})

test.each([
  [0, 10_000, 'pass'],
  [5, 10_000, 'inconclusive'],
  [30, 10_000, 'fail'],
  [0, 100, 'inconclusive'],
] as const)('an error budget of 0.1%%: %i of %i is %s', (failures, all, verdict) => {
  expect(judgeBudget(budget('errors=0.1%'), measured(all - failures, 0, failures)).verdict).toBe(verdict)
})

test('an error budget of nothing is broken by one error, and by none kept', () => {
  expect(judgeBudget(budget('errors=0%'), measured(10, 0)).verdict).toBe('pass')
  expect(judgeBudget(budget('errors=0%'), measured(9_999, 0, 1)).verdict).toBe('fail')
})

test('intervals cover the true percentile as often as the binomial says, and never less than 94 %', () => {
  for (const [percentile, samples, exact] of [
    [99, 1_000, 0.976],
    [50, 101, 0.954],
    [99.9, 4_000, null],
  ] as const) {
    const random = randomOf(percentile)
    let covered = 0
    const runs = 2_000
    for (let run = 0; run < runs; run++) {
      const histogram = new LatencyHistogram()
      for (let i = 0; i < samples; i++) histogram.record(1 + Math.floor(random.fraction() * 1e6))
      const { low, high } = histogram.percentile(percentile)
      const truth = percentile * 1e4
      if (low * 0.999 <= truth && truth <= high) covered++
    }
    const share = covered / runs
    expect(share).toBeGreaterThan(0.94)
    if (exact !== null) expect(Math.abs(share - exact)).toBeLessThan(0.015)
  }
})
