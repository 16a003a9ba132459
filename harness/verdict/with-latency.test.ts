import { expect, test } from 'vitest'
import type { LatencyResult } from '../../reports/latency-result.ts'
import { resultSchema } from '../../reports/result.ts'
import { latencyRun } from '../../reports/testing/other-runs.ts'
import { sampleResult } from '../../reports/testing/sample-result.ts'
import { withLatency } from './with-latency.ts'

const stage = (verdict: LatencyResult['verdict']): LatencyResult => ({
  ...latencyRun,
  verdict,
  exitCode: ({ pass: 0, fail: 1, inconclusive: 2 } as const)[verdict],
  sentences: [`p99 is told to ${verdict}`],
})
const right = sampleResult({
  verdict: 'pass',
  exitCode: 0,
  sentences: ['all equal'],
  checks: [{ name: 'values', verdict: 'pass', detail: 'no defect' }],
})
const wrong = sampleResult({
  verdict: 'skew',
  exitCode: 1,
  sentences: ['spend is wrong'],
  checks: [{ name: 'values', verdict: 'fail', detail: '1 defect' }],
})
const unasked = sampleResult({
  verdict: 'inconclusive',
  exitCode: 2,
  sentences: ['nothing judged'],
  checks: [{ name: 'values', verdict: 'inconclusive', detail: 'nothing judged' }],
})

// Would catch a broken budget that passes a run, a small sample that fails one, and fast answers that mend wrong values.
test.each([
  [right, 'pass', 'pass', 0, ['all equal']],
  [right, 'inconclusive', 'pass', 0, ['all equal']],
  [right, 'fail', 'skew', 1, ['latency: p99 is told to fail', 'all equal']],
  [wrong, 'pass', 'skew', 1, ['spend is wrong']],
  [wrong, 'fail', 'skew', 1, ['spend is wrong', 'latency: p99 is told to fail']],
  [unasked, 'pass', 'inconclusive', 2, ['nothing judged']],
  [unasked, 'fail', 'skew', 1, ['latency: p99 is told to fail', 'nothing judged']],
] as const)('%# a run and a stage that is to %s end in %s', (run, of, verdict, exitCode, sentences) => {
  const joined = withLatency(run, stage(of))
  expect(joined).toMatchObject({ verdict, exitCode, sentences })
  expect(joined.checks.at(-1)).toEqual({ name: 'latency', verdict: of, detail: `p99 is told to ${of}` })
  expect(resultSchema.parse(joined).latency).toEqual(stage(of))
})
