import { expect, test } from 'vitest'
import type { LatencyPercentile, LatencyResult, MeasuredTarget } from '../../reports/latency-result.ts'
import { latencyRun } from '../../reports/testing/other-runs.ts'
import { compareBaseline } from './compare-baseline.ts'

const at = (low: number | null, high: number | null, percentile = 99): LatencyPercentile => ({
  percentile,
  estimate: low,
  low,
  high,
  coverage: 0.95,
})
const target = latencyRun.targets[0] as MeasuredTarget
const measured = (...percentiles: LatencyPercentile[]): MeasuredTarget => ({ ...target, percentiles })
const stored = (...percentiles: LatencyPercentile[]): LatencyResult => ({
  ...latencyRun,
  targets: [measured(...percentiles)],
})

// Would catch a comparison of estimates: runs that differ by chance would be called slower.
test.each([
  [at(10, 20), at(21, 30), 'slower'],
  [at(10, 20), at(20, 30), 'not-told-apart'],
  [at(10, 20), at(12, 18), 'not-told-apart'],
  [at(10, 20), at(5, 9), 'faster'],
  [at(10, null), at(500, 900), 'not-told-apart'],
  [at(10, 20), at(null, null), 'slower'],
  [at(null, null), at(null, null), 'not-told-apart'],
  [at(null, null), at(1, 2), 'faster'],
] as const)('%j before and %j now is %s', (before, now, change) => {
  expect(compareBaseline('old', stored(before), measured(now)).changes).toEqual([
    { percentile: 99, before, now, change },
  ])
})

test('only percentiles that both have are compared; where the stored run was measured is told', () => {
  const found = compareBaseline('old', stored(at(1, 2, 50)), measured(at(1, 2, 50), at(1, 2, 99)))
  expect(found.changes.map(each => each.percentile)).toEqual([50])
  expect(found).toMatchObject({ name: 'old', machine: 'two cores' })
})
