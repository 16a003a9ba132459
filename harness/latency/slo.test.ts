import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budgetText, parseSlo } from './slo.ts'

test('budgets are read by percentile, in any order, and written back alike', () => {
  const text = 'p50=5ms,p99=50ms,p99.9=120ms,errors=0.1%,freshness.p99=1s'
  expect(parseSlo(text)).toEqual([
    { kind: 'latency', percentile: 50, limit: 5_000 },
    { kind: 'latency', percentile: 99, limit: 50_000 },
    { kind: 'latency', percentile: 99.9, limit: 120_000 },
    { kind: 'errors', share: 0.001 },
    { kind: 'freshness', percentile: 99, limit: 1_000_000 },
  ])
  expect(parseSlo(text).map(budgetText).join()).toBe(text)
})

test.each([
  ['', 'the SLO has an empty budget: write it as in p50=5ms'],
  ['p99', 'budget p99 cannot be read: write it as in'],
  ['p99=50', 'p99=50 cannot be read: its bound is a whole number above 0 and us, ms'],
  ['p99=0ms', 'its bound is a whole number above 0'],
  ['p100=5ms', 'a percentile lies above 0 and below 100'],
  ['p0=5ms', 'a percentile lies above 0 and below 100'],
  ['errors=2', 'its bound is a share from 0%'],
  ['errors=100%', 'its bound is a share from 0%'],
  ['freshness.errors=1%', 'errors are counted of requests'],
  ['p99=5ms,p99=6ms', 'the SLO gives p99 twice'],
  ['p99=5ms,', 'the SLO has an empty budget'],
])('%s is refused in one sentence', (text, sentence) => {
  expect(() => parseSlo(text)).toThrow(sentence)
})

test('no text makes the reader fail in another way', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      try {
        parseSlo(text)
      } catch (error) {
        expect(error).toMatchObject({ code: 'usage' })
      }
    }),
  )
})
