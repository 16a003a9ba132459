import { expect, test } from 'vitest'
import type { JudgedLatency } from '../../../reports/latency-result.ts'
import { latencyRun } from '../../../reports/testing/other-runs.ts'
import type { LoadReport } from '../driver/load-plan.ts'
import { conditions } from './conditions.ts'
import { judgeCondition, judgeStaleness } from './judge-condition.ts'

const second = 1_000_000

const answer = (stale: boolean, watermarkAge: number, next = 0) =>
  JSON.stringify({ asOf: '1', applied: { payments: { '0': next } }, stale, watermarkAge, answers: [] })

const report = (...bodies: readonly string[]): LoadReport => ({
  startedAt: 100 * second,
  blocks: [],
  kept: bodies.map((body, i) => ({ block: 0, request: 0, dueMs: i, latencyUs: 1, status: 200, body })),
  elapsedMs: 1,
  answered: bodies.length,
  outstandingMax: 1,
})

/** A log that has held what an answer below offset 5 lacks for so long, µs. */
const lacking = (age: number) => ({
  ageAt: (applied: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
    (applied.payments?.['0'] ?? 0) < 5 ? age : 0,
})

test.each([
  ['fresh, and says nothing', answer(false, 0, 5), 9 * second, { stale: 0, undeclared: 0 }],
  ['late, and says so', answer(true, 3 * second), 3 * second, { stale: 1, undeclared: 0 }],
  ['late, and says nothing', answer(false, 0.2 * second), 3 * second, { stale: 0, undeclared: 1 }],
  [
    'late by less than it may be before it is seen',
    answer(false, 0.9 * second),
    1.9 * second,
    { stale: 0, undeclared: 0 },
  ],
  ['older than declared by its own age', answer(false, 1.5 * second), 0, { stale: 0, undeclared: 1 }],
  ['stale without an age', answer(true, 0.5 * second), 0, { stale: 1, undeclared: 1 }],
] as const)('an answer that is %s', (_, body, age, expected) => {
  const { staleness, ages } = judgeStaleness(report(body), lacking(age), second)
  expect(staleness).toEqual({ answers: 1, ...expected })
  expect(ages.count).toBe(1)
})

const budget = (name: string, verdict: JudgedLatency['verdict']): JudgedLatency => ({
  budget: name,
  verdict,
  percentile: { percentile: 99, estimate: 2 * second, low: second, high: 3 * second, coverage: 0.95 },
  errors: null,
  more: verdict === 'inconclusive' ? 100 : null,
})

const under = (
  name: keyof typeof conditions,
  reads: JudgedLatency['verdict'],
  freshness: JudgedLatency['verdict'],
  more: {
    stale?: number
    undeclared?: number
    contradicted?: number
    doubts?: readonly string[]
    lag?: number
  } = {},
) =>
  judgeCondition({
    condition: conditions[name],
    reads: {
      target: { ...latencyRun.targets[0]!, budgets: [budget('p99=50ms', reads)] },
      doubts: [...(more.doubts ?? [])],
      notes: [],
    },
    freshness: [budget('freshness.p99=1s', freshness)],
    staleness: {
      answers: 100,
      stale: more.stale ?? 0,
      undeclared: more.undeclared ?? 0,
      contradicted: more.contradicted ?? 0,
    },
    canaryLag: more.lag ?? 0,
    canaryLagMax: second / 10,
  })

// Would catch a store that is late in silence and passes, or one that degrades as declared and fails.
test.each([
  ['steady', 'pass', 'pass', {}, 'pass'],
  ['steady', 'pass', 'fail', { stale: 10 }, 'fail'],
  ['worker-killed', 'pass', 'pass', {}, 'pass'],
  ['worker-killed', 'pass', 'fail', { stale: 10 }, 'pass'],
  ['worker-killed', 'pass', 'fail', {}, 'fail'],
  ['worker-killed', 'pass', 'fail', { stale: 10, undeclared: 1 }, 'fail'],
  ['worker-killed', 'fail', 'pass', { stale: 10 }, 'fail'],
  ['slow-redis', 'inconclusive', 'pass', {}, 'inconclusive'],
  ['saturated', 'pass', 'pass', { undeclared: 1 }, 'fail'],
  ['saturated', 'pass', 'pass', { contradicted: 1 }, 'fail'],
  ['saturated', 'fail', 'fail', { doubts: ['the driver was late'] }, 'inconclusive'],
  ['saturated', 'pass', 'pass', { lag: second / 5 }, 'inconclusive'],
  ['saturated', 'pass', 'pass', { undeclared: 1, doubts: ['the driver was late'] }, 'fail'],
] as const)('%s: reads %s, freshness %s, %j: %s', (name, reads, freshness, more, verdict) => {
  const judged = under(name, reads, freshness, more)
  expect(judged.verdict).toBe(verdict)
  expect(judged.sentences.length > 0).toBe(verdict !== 'pass' || freshness === 'fail')
})

test('a budget that is broken and owned up to says so', () => {
  const { sentences } = under('worker-killed', 'pass', 'fail', { stale: 10 })
  expect(sentences).toEqual([
    'freshness.p99 is 2 s (95 %: 1 s to 3 s), above 1s; 10 of 100 answers said that they are stale, as declared',
  ])
})
