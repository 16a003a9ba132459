import { expect, test } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'
import { warmUp } from './warm-up.ts'

const block = (ms: number, count = 100) => {
  const histogram = new LatencyHistogram()
  for (let i = 0; i < count; i++) histogram.record(ms * 1_000 + i)
  return histogram
}

test('slow first blocks are left out, and nothing of a steady run is', () => {
  expect(warmUp([30, 12, 2, 2, 2, 2, 2, 2].map(ms => block(ms)))).toEqual({ kind: 'steady', dropped: 3 })
  expect(warmUp([2, 2, 2.1, 1.9, 2].map(ms => block(ms)))).toEqual({ kind: 'steady', dropped: 0 })
})

test('medians that differ by what no budget would see are the same', () => {
  const blocks = [1, 0.9, 1, 0.8, 0.75, 0.7, 0.7, 0.7, 0.7, 0.7].map(ms => block(ms, 400))
  expect(warmUp(blocks)).toEqual({ kind: 'steady', dropped: 5 })
  expect(warmUp(blocks, 500)).toEqual({ kind: 'steady', dropped: 0 })
})

test('a run that slows down all the time, that settles too late or is too short is not steady', () => {
  expect(warmUp([1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map(ms => block(ms))).kind).toBe('unsteady')
  expect(warmUp([9, 9, 9, 9, 9, 9, 9, 2, 2, 2].map(ms => block(ms, 400)))).toMatchObject({ kind: 'unsteady' })
  expect(warmUp([2, 2, 2, 2].map(ms => block(ms)))).toEqual({
    kind: 'unsteady',
    reason: 'the run has 4 blocks, 5 are needed',
  })
})
