import { expect, test } from 'vitest'
import { randomOf } from '../../generators/random.ts'
import type { LoadPlan } from './driver/load-plan.ts'
import { driveOpenLoop, type Outcome } from './driver/open-loop.ts'
import { judgeLoad, type LoadJudgement } from './judge-load.ts'
import { sendTimes } from './send-times.ts'
import { parseSlo } from './slo.ts'
import { impliedPercentile, type KnownKind, type KnownTruth, knownTruth } from './testing/known-truth.ts'
import { type SimulatedAnswer, simulatedEdge } from './testing/simulated-edge.ts'

const right: Outcome = { kind: 'answered', status: 200, body: '1' }
const after = (ms: number, outcome: Outcome = right) => ({ afterMs: ms, outcome })

/** The known servers as answers on a simulated clock. */
const servers: Readonly<Record<KnownKind, () => SimulatedAnswer>> = {
  constant: () => () => after(2),
  stall: () => {
    let free = 0
    return (index, at) => {
      free = Math.max(at, free) + (index % 1_000 === 0 ? 300 : 0)
      return after(free - at + 2)
    }
  },
  bimodal: () => index => after(index % 20 === 0 ? 40 : 2),
  errors: () => index => after(2, index % 50 === 0 ? { kind: 'answered', status: 500, body: '' } : right),
  drops: () => index => after(2, index % 100 === 99 ? { kind: 'failed', why: 'ECONNRESET' } : right),
  wrong: () => index => after(2, index % 10 === 0 ? { ...right, body: '2' } : right),
  'slow-start': () => index => after(index < 300 ? 30 : 2),
}

const planOf = (durationMs: number, rate = 400): LoadPlan => ({
  target: { origin: 'http://127.0.0.1:1', headers: {}, requests: [{ method: 'GET', path: '/', body: null }] },
  rate,
  durationMs,
  arrivals: 'poisson',
  seed: 3,
  blocks: 20,
  connections: 64,
  timeoutMs: 5_000,
  keepEvery: 1,
})

async function measured(
  name: KnownKind,
  slo: string,
  durationMs = 12_000,
  stopsMs = 0,
): Promise<LoadJudgement> {
  const plan = planOf(durationMs)
  const { edge, run } = simulatedEdge(servers[name](), stopsMs)
  const driven = driveOpenLoop(plan, edge)
  run()
  return judgeLoad(name, plan, await driven, parseSlo(slo), (_, body) => body === '1')
}

/** The percentile of the schedule, worked out without a driver, µs. */
function implied(name: KnownKind, percentile: number): number {
  const plan = planOf(12_000)
  const dues = [
    ...sendTimes(plan.arrivals, plan.rate, plan.durationMs, randomOf(plan.seed).fork('send times')),
  ]
  const truth: KnownTruth = knownTruth[name]
  return impliedPercentile(
    dues.map((_, index) => truth(index, dues)),
    percentile,
  )
}

// Would catch a driver that waits for answers: a closed loop gives the stalling server a p99 of 2 ms.
test.each(['constant', 'stall', 'bimodal', 'errors', 'drops', 'wrong'] as const)(
  '%s: percentiles lie within 5 %% of what the schedule implies',
  async name => {
    const { target } = await measured(name, 'p99=50ms')
    for (const { percentile, estimate } of target.percentiles) {
      const truth = implied(name, percentile)
      if (!Number.isFinite(truth)) expect(estimate, `p${percentile}`).toBe(null)
      else expect(Math.abs(estimate! / truth - 1), `p${percentile}`).toBeLessThan(0.05)
    }
    expect(target.percentiles).toHaveLength(5)
    if (name === 'stall') expect(implied(name, 99)).toBeGreaterThan(250_000)
  },
)

test.each([
  ['constant', 'p50=5ms,p99=50ms,errors=0.1%', 'pass'],
  ['constant', 'p99=1ms', 'fail'],
  ['stall', 'p99=50ms', 'fail'],
  ['stall', 'p50=5ms', 'pass'],
  ['bimodal', 'p90=5ms,p99=50ms', 'pass'],
  ['bimodal', 'p99=30ms', 'fail'],
  ['errors', 'p99=50ms', 'fail'],
  ['errors', 'p95=50ms', 'pass'],
  ['errors', 'errors=0.1%', 'fail'],
  ['drops', 'p99=50ms', 'inconclusive'],
  ['drops', 'errors=0.1%', 'fail'],
  ['wrong', 'p95=50ms', 'fail'],
  ['wrong', 'errors=5%', 'fail'],
  ['slow-start', 'p99=20ms', 'pass'],
] as const)('%s against %s: %s', async (name, slo, verdict) => {
  expect((await measured(name, slo)).target.verdict).toBe(verdict)
})

test('too few requests, and a driver that oversleeps, are inconclusive and say why', async () => {
  const few = await measured('constant', 'p99=50ms', 800)
  expect(few.target.verdict).toBe('inconclusive')
  expect(few.target.budgets[0]!.more).toBeGreaterThan(0)
  const late = await measured('constant', 'p99=50ms', 12_000, 30)
  expect(late.target.verdict).toBe('inconclusive')
  expect(late.doubts.join()).toContain('the driver itself was late')
})

test('without a warm-up nothing is left out, and nothing has to settle', async () => {
  const plan = planOf(12_000)
  const { edge, run } = simulatedEdge(servers['slow-start']())
  const driven = driveOpenLoop(plan, edge)
  run()
  const report = await driven
  const judge = (steady: boolean) => judgeLoad('x', plan, report, parseSlo('p99=20ms'), null, steady).target
  expect([judge(true).verdict, judge(false).verdict]).toEqual(['pass', 'fail'])
  expect(judge(false).blocks.filter(({ warmUp }) => warmUp)).toEqual([])
})
