import { expect, test } from 'vitest'
import type { DriftFacts } from '../drift/drift-facts.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { columnPairs, driftComparison, driftFacts } from '../verdict/testing/sample-drift.ts'
import { runFacts } from '../verdict/testing/sample-run.ts'
import { mergeFacts } from './merge-facts.ts'

const log = (source: string, records: number, rejects: Record<string, number> = {}) => {
  const rejected = Object.values(rejects).reduce((sum, count) => sum + count, 0)
  return { source, records, accepted: records - rejected, rejects, conflicts: 1, raised: 2 }
}

const merged = (...all: Partial<RunFacts>[]) =>
  mergeFacts(all.map((facts, i) => ({ name: 'abc'[i] as string, facts: runFacts(facts) })))

test('logs of one source are summed, reasons and all', () => {
  const { log: logs } = merged(
    { log: [log('payments', 10, { 'no-key': 2 })] },
    { log: [log('visits', 5), log('payments', 20, { 'no-key': 1, 'no-id': 4 })] },
  )
  expect(logs).toEqual([
    {
      source: 'payments',
      records: 30,
      accepted: 23,
      rejects: { 'no-key': 3, 'no-id': 4 },
      conflicts: 2,
      raised: 4,
    },
    { source: 'visits', records: 5, accepted: 5, rejects: {}, conflicts: 1, raised: 2 },
  ])
})

test('what one History lacks the sum does not lose: a training set, a self-check, arrival times', () => {
  const facts = merged(
    { unusedTrainingRows: null, selfCheck: null, arrivalTimes: true },
    { unusedTrainingRows: 3, selfCheck: { sampled: 10, disagreements: 1 }, arrivalTimes: false },
    { unusedTrainingRows: 4, selfCheck: { sampled: 5, disagreements: 0 }, arrivalTimes: true },
  )
  expect(facts).toMatchObject({
    unusedTrainingRows: 7,
    selfCheck: { sampled: 15, disagreements: 1 },
    arrivalTimes: false,
  })
  expect(merged({}, {})).toMatchObject({ unusedTrainingRows: null, selfCheck: null })
})

test('a History with nothing to prove keeps the sum from passing', () => {
  expect(merged({}, { nothingToProve: 'there are no events' }).nothingToProve).toBe('b: there are no events')
  expect(merged({}, {}).nothingToProve).toBe(null)
})

test('a note of all stands once, a note of some names them', () => {
  const { notes } = merged({ notes: ['x', 'y'] }, { notes: ['y'] }, { notes: ['y', 'x'] })
  expect(notes).toEqual(['a, c: x', 'y'])
})

test('drift: comparisons stand side by side under the names of their Histories, and pairs are one count', () => {
  const drift = (wrong: number, more: Partial<DriftFacts> = {}) =>
    driftFacts({
      comparisons: [driftComparison({ spend: 'pass' })],
      pairs: [columnPairs('spend', wrong, 1, 60)],
      ...more,
    })
  const { drift: sum } = merged({ drift: drift(0) }, { drift: null }, { drift: drift(2, { notes: ['n'] }) })
  expect(sum?.comparisons.map(each => each.name)).toEqual([
    'a, d: training against served',
    'c, d: training against served',
  ])
  expect(sum?.notes).toEqual(['n'])
  expect(sum?.pairs).toHaveLength(1)
  expect(sum?.pairs[0]?.counts).toMatchObject({
    hits: [
      { hits: 1, trials: 1, count: 4 },
      { hits: 0, trials: 1, count: 120 },
    ],
    stale: 2,
    larger: 4,
  })
  expect(merged({}, {}).drift).toBe(null)
})

test('what differs between Histories is not told of all', () => {
  const provenance = runFacts().provenance
  const of = (name: string, first: number) => ({
    provenance: {
      ...provenance,
      store: { name, stack: 's' },
      seeds: { first, runs: 1 },
      definitions: [{ name: 'd', version: 1, hash: name }],
      durations: { total: 5 },
    },
  })
  expect(merged(of('x', 1), of('x', 2)).provenance).toMatchObject({
    store: { name: 'x', stack: 's' },
    seeds: null,
    definitions: [{ hash: 'x' }],
    durations: { total: 10 },
  })
  expect(merged(of('x', 1), of('y', 1)).provenance).toMatchObject({
    store: null,
    seeds: { first: 1, runs: 1 },
    definitions: [{ hash: 'x' }, { hash: 'y' }],
  })
})
