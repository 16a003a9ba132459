import { expect, test } from 'vitest'
import { LatencyHistogram } from '../latency-histogram.ts'
import type { Canary } from './canaries.ts'
import { canaryWays, stageTimes, visiblePerSecond } from './stage-times.ts'
import type { BatchStamp } from './store-api.ts'

const canary = (partition: number, offset: number, times: Partial<Canary> = {}) =>
  ({
    source: 'payments',
    placement: { partition, offset },
    producedAt: 1_000,
    appendedAt: 3_000,
    visibleAt: 9_000,
    ...times,
  }) as Canary

const stamp = (
  partition: number,
  from: number,
  next: number,
  consumedAt: number,
  writtenAt: number,
): BatchStamp => ({
  source: 'payments',
  partition,
  from,
  next,
  consumedAt,
  writtenAt,
})

test('a canary has the instants of the batch that holds its offset, and of the first one where several do', () => {
  const stamps = [stamp(0, 0, 5, 4_000, 5_000), stamp(0, 5, 6, 6_000, 7_000), stamp(0, 3, 6, 8_000, 8_500)]
  const found = canaryWays([canary(0, 4), canary(0, 5), canary(1, 4), canary(0, 6)], stamps)
  expect(found.map(({ consumedAt, writtenAt }) => [consumedAt, writtenAt])).toEqual([
    [4_000, 5_000],
    [6_000, 7_000],
    [null, null],
    [null, null],
  ])
})

// Would catch a capacity that counts what the store caught up on once nobody sent any more.
test('only records that became visible between two instants count for a rate', () => {
  const stamps = [
    stamp(0, 0, 100, 1, 999_999),
    stamp(0, 100, 250, 2, 1_000_000),
    stamp(1, 0, 50, 3, 2_999_999),
    stamp(1, 50, 900, 4, 3_000_000),
  ]
  expect(visiblePerSecond(stamps, 1_000_000, 3_000_000)).toBe(100)
})

test('stages add up to the whole way; what was not told of is in none, and what nobody saw is +∞', () => {
  const seen = canaryWays([canary(0, 0)], [stamp(0, 0, 1, 4_500, 6_500)])
  // Taken before its acknowledgement came back, and shown before the worker heard that it was written.
  const early = canaryWays([canary(0, 0, { visibleAt: 6_000 })], [stamp(0, 0, 1, 2_000, 6_500)])
  const lost = canaryWays([canary(0, 9, { appendedAt: null, visibleAt: null })], [])
  const stages = stageTimes([...seen, ...early, ...lost], new LatencyHistogram())
  const at = (name: string) => stages.find(({ stage }) => stage === name)!
  const p50 = (name: string) => at(name).percentiles[0]!.estimate
  expect(stages.map(({ stage, events }) => [stage, events])).toEqual([
    ['produced → appended', 2],
    ['appended → consumed', 2],
    ['consumed → written', 2],
    ['written → visible', 2],
    ['produced → visible', 3],
    ['age at read', 0],
  ])
  expect([p50('produced → appended'), p50('appended → consumed'), p50('written → visible')]).toEqual([
    2_000, 1, 1,
  ])
  const visible = new LatencyHistogram(at('produced → visible').histogram)
  expect([visible.count, visible.failures]).toEqual([3, 1])
  expect(at('produced → visible').percentiles.at(-1)!.estimate).toBe(null)
})
