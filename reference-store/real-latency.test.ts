import { expect, test } from 'vitest'
import { latencyStage } from '../harness/cli/latency-stage.ts'
import { sampleResult } from '../reports/testing/sample-result.ts'

/** Kafka and Redis may have to be fetched first, and the machine may be busy. */
const patient = 300_000

// How long anything takes here says nothing; would catch a stage that measures nothing, checks nothing, or loses stamps.
test(
  'the latency stage checks every sampled answer and follows each canary through every stage on Kafka and Redis',
  async () => {
    const signal = new AbortController().signal
    const stage = await latencyStage(
      { real: true, seed: 5, latency: 2_000_000 },
      { signal, onProgress: () => {} },
    )
    const { latency, checks } = stage(sampleResult({}))
    expect(checks.at(-1)).toMatchObject({ name: 'latency', verdict: latency!.verdict })
    const [target] = latency!.targets
    expect(target!.checked.answers).toBeGreaterThan(10)
    expect(target!.checked.wrong).toBe(0)
    expect(latency!.slo).toBe('plumbline’s own slo.json')
    const [steady, ...others] = latency!.freshness
    expect(others).toEqual([])
    expect(steady!.condition).toBe('steady')
    expect(steady!.stages.slice(0, 5).map(({ stage, events }) => [stage, events])).toEqual([
      ['produced → appended', 450],
      ['appended → consumed', 450],
      ['consumed → written', 450],
      ['written → visible', 450],
      ['produced → visible', 450],
    ])
    expect(steady!.timeouts).toBe(0)
    expect(steady!.run!.staleness).toMatchObject({ undeclared: 0, contradicted: 0 })
    expect(steady!.run!.staleness.answers).toBeGreaterThan(600)
    expect(steady!.run!.reads.checked.wrong).toBe(0)
  },
  patient,
)

test('where scenarios are named it is left out, and listed as not run', async () => {
  const watched = { signal: new AbortController().signal, onProgress: () => {} }
  const stage = await latencyStage({ real: true, seed: 1, scenario: ['steady'] }, watched)
  const before = sampleResult({})
  const after = stage(before)
  expect(after.notRun.at(-1)).toEqual({
    what: 'the latency stage',
    reason: 'scenarios were named: ask for it with --latency',
  })
  expect([after.checks, after.verdict]).toEqual([before.checks, before.verdict])
})
