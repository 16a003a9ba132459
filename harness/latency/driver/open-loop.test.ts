import { expect, test } from 'vitest'
import { LatencyHistogram } from '../latency-histogram.ts'
import { simulatedEdge as simulated } from '../testing/simulated-edge.ts'
import type { LoadPlan, LoadReport } from './load-plan.ts'
import { driveOpenLoop, type Outcome } from './open-loop.ts'

const plan: LoadPlan = {
  target: { origin: 'http://127.0.0.1:1', headers: {}, requests: [{ method: 'GET', path: '/', body: null }] },
  rate: 1_000,
  durationMs: 1_000,
  arrivals: 'constant',
  seed: 1,
  blocks: 10,
  connections: 8,
  timeoutMs: 500,
  keepEvery: 0,
}

const answered: Outcome = { kind: 'answered', status: 200, body: null }

async function report(plan: LoadPlan, { edge, run }: ReturnType<typeof simulated>): Promise<LoadReport> {
  const done = driveOpenLoop(plan, edge)
  run()
  return done
}

function merged(report: LoadReport, of: 'latency' | 'lag'): LatencyHistogram {
  const all = new LatencyHistogram()
  for (const block of report.blocks) all.merge(new LatencyHistogram(block[of]))
  return all
}

test('everything that is due is sent once, in its block, however long answers take', async () => {
  const found = await report(
    plan,
    simulated(() => ({ afterMs: 100, outcome: answered })),
  )
  expect(found.blocks.map(block => block.due)).toEqual(Array(10).fill(100))
  expect(merged(found, 'latency').count).toBe(1_000)
  expect(found.outstandingMax).toBeGreaterThanOrEqual(100)
})

test('a stall makes all wait who come meanwhile: their latency counts from when they were due', async () => {
  // Whoever comes between 200 and 500 ms is answered at 500 ms.
  const stalled = simulated((_, at) => ({ afterMs: at >= 200 && at < 500 ? 501 - at : 1, outcome: answered }))
  const latency = merged(await report(plan, stalled), 'latency')
  expect(latency.percentile(99).estimate).toBeGreaterThan(285_000)
  expect(latency.percentile(75).estimate).toBeGreaterThan(40_000)
  expect(latency.percentile(50).estimate).toBeLessThan(3_000)
})

test('a driver that oversleeps says so, and counts the time it lost as latency', async () => {
  const slow = await report(
    { ...plan, rate: 100 },
    simulated(() => ({ afterMs: 1, outcome: answered }), 30),
  )
  expect(merged(slow, 'lag').percentile(99).estimate).toBeGreaterThan(20_000)
  expect(merged(slow, 'latency').percentile(99).estimate).toBeGreaterThan(20_000)
  const quick = await report(
    plan,
    simulated(() => ({ afterMs: 1, outcome: answered })),
  )
  expect(merged(quick, 'lag').percentile(99).estimate).toBeLessThan(200)
})

test('errors, refusals and answers that come too late are failures, by name, and stand at +∞', async () => {
  const outcomes: readonly { afterMs: number; outcome: Outcome }[] = [
    { afterMs: 1, outcome: answered },
    { afterMs: 1, outcome: { kind: 'answered', status: 503, body: 'busy' } },
    { afterMs: 1, outcome: { kind: 'failed', why: 'ECONNRESET' } },
    { afterMs: 600, outcome: answered },
  ]
  const found = await report(
    { ...plan, blocks: 1 },
    simulated(index => outcomes[index % 4]!),
  )
  expect(found.blocks[0]!.failures).toEqual({ 'status 503': 250, ECONNRESET: 250, timeout: 250 })
  const latency = merged(found, 'latency')
  expect([latency.count, latency.failures]).toEqual([1_000, 750])
  expect(latency.percentile(99).estimate).toBe(Number.POSITIVE_INFINITY)
  expect(found.answered).toBe(750)
})

test('kept answers are handed out whole and are in no histogram yet', async () => {
  const keeping = simulated(() => ({ afterMs: 2, outcome: { kind: 'answered', status: 200, body: '{}' } }))
  const found = await report({ ...plan, keepEvery: 1 }, keeping)
  expect(found.kept).toHaveLength(1_000)
  expect(found.kept[999]).toMatchObject({ block: 9, request: 0, body: '{}' })
  expect(merged(found, 'latency').count).toBe(0)
})

test('requests of a group have times and failures of their own, and what is in no group is in none', async () => {
  const requests = ['hot', 'cold', undefined].map(group => ({
    method: 'GET' as const,
    path: '/',
    body: null,
    ...(group === undefined ? {} : { group }),
  }))
  const target = { ...plan.target, requests }
  const times = [1, 30, 5]
  const answer = (index: number) => ({
    afterMs: times[index % 3]!,
    outcome: index % 30 === 1 ? ({ kind: 'failed', why: 'ECONNRESET' } as const) : answered,
  })
  const found = await report({ ...plan, target, rate: 900 }, simulated(answer))
  const group = (name: string) =>
    LatencyHistogram.merged(found.blocks.map(block => new LatencyHistogram(block.groups[name])))
  expect([group('hot').count, group('hot').failures]).toEqual([300, 0])
  expect([group('cold').count, group('cold').failures]).toEqual([300, 30])
  expect(group('hot').percentile(90).estimate).toBeLessThan(1_200)
  expect(group('cold').percentile(50).estimate).toBeGreaterThan(29_000)
  expect(Object.keys(found.blocks[0]!.groups).toSorted()).toEqual(['cold', 'hot'])
})

test('one seed gives one Poisson schedule, another seed another', async () => {
  const times = async (seed: number) => {
    const at: number[] = []
    await report(
      { ...plan, arrivals: 'poisson', seed },
      simulated((_, now) => {
        at.push(now)
        return { afterMs: 1, outcome: answered }
      }),
    )
    return at
  }
  const first = await times(1)
  expect(await times(1)).toEqual(first)
  expect(await times(2)).not.toEqual(first)
  expect(first.length).toBeGreaterThan(880)
  expect(first.length).toBeLessThan(1_120)
})
