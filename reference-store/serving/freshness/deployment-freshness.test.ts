import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DeploymentFreshness } from './deployment-freshness.ts'
import { LagBook } from './lag-book.ts'

const of = (...all: number[]) => new Map([['payments', all]])
const applied = (...all: number[]) => ({
  payments: Object.fromEntries(all.map((next, i) => [String(i), next])),
})

test('a state is backfilled until it holds what the log held at first, and is rebuilt when it holds less again', () => {
  const freshness = new DeploymentFreshness(1_000)
  freshness.see(of(10, 4), of(0, 0), 0)
  expect(freshness.phase).toBe('backfilling')
  expect(freshness.judge(applied(9, 4), freshness.floors(), 1)).toEqual({
    kind: 'incomplete',
    phase: 'backfilling',
    missing: 1,
  })
  freshness.see(of(20, 4), of(10, 4), 10)
  expect(freshness.phase).toBe('complete')
  expect(freshness.judge(applied(10, 4), freshness.floors(), 11)).toEqual({ kind: 'fresh', age: 1 })
  freshness.see(of(20, 4), of(15, 4), 20)
  expect(freshness.judge(applied(10, 4), freshness.floors(), 21)).toEqual({
    kind: 'incomplete',
    phase: 'rebuilding',
    missing: 5,
  })
  freshness.see(of(20, 4), of(0, 0), 30)
  expect(freshness.phase).toBe('rebuilding')
  freshness.see(of(20, 4), of(15, 4), 40)
  expect(freshness.phase).toBe('complete')
})

test('an answer that was read while the state moved on is judged by what it had to hold when it was asked', () => {
  const freshness = new DeploymentFreshness(1_000)
  freshness.see(of(5), of(5), 0)
  const floors = freshness.floors()
  freshness.see(of(9), of(9), 10)
  expect(freshness.judge(applied(5), floors, 11).kind).toBe('fresh')
})

test('an answer says that it is stale beyond the bound: because of ingest, or because the log is not seen', () => {
  const freshness = new DeploymentFreshness(1_000)
  freshness.see(of(0), of(0), 0)
  freshness.see(of(3), of(0), 100)
  const judge = (now: number) => freshness.judge(applied(0), freshness.floors(), now)
  expect(judge(1_100)).toEqual({ kind: 'fresh', age: 1_000 })
  expect(judge(1_101)).toEqual({ kind: 'stale', age: 1_001, because: 'ingest-lags' })
  freshness.see(of(3), of(3), 2_000)
  expect(freshness.judge(applied(3), freshness.floors(), 3_001)).toEqual({
    kind: 'stale',
    age: 1_001,
    because: 'log-unreachable',
  })
})

test('an age is that of the oldest record that lacks, however much is forgotten to bound memory, or greater', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 5 })), {
        maxLength: 2_000,
      }),
      fc.nat(6_000),
      (steps, next) => {
        const book = new LagBook()
        const sightings: { end: number; at: number }[] = []
        let [end, at] = [0, 0]
        for (const [more, later] of steps) {
          end += more
          at += later
          sightings.push({ end, at })
          book.see(end, at)
        }
        const now = at + 10
        const oldest = sightings.find(each => each.end > next)
        const exact = oldest === undefined ? 0 : now - oldest.at
        const age = book.age(next, now)
        if (exact === 0 || steps.length <= 512) expect(age).toBe(exact)
        else expect(age).toBeGreaterThanOrEqual(exact)
      },
    ),
  )
})
