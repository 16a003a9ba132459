import fc from 'fast-check'
import type { FactSketch } from './judge-case.ts'

const micros = (min: number, max: number) => fc.integer({ min, max }).map(n => `${n}us`)

const aggregate = fc.oneof(
  fc.constantFrom(
    { kind: 'count' },
    { kind: 'sum', of: { field: 'x' } },
    { kind: 'sum', of: { field: 'i' } },
    { kind: 'mean', of: { field: 'x' } },
    { kind: 'stddev', of: { field: 'x' } },
    { kind: 'last', of: { field: 'x' } },
    { kind: 'lastN', of: { field: 'x' }, n: 2 },
  ),
  fc.record({ kind: fc.constant('latest'), of: fc.constant({ field: 'x' }), ttl: micros(0, 12) }),
)

const window = fc.record(
  { length: micros(1, 25), closed: fc.constantFrom('left', 'right'), slide: micros(1, 9) },
  { requiredKeys: ['closed'] },
)

/** A stored feature over windows of at most 25 µs, as a definition document writes it. */
export const arbitraryFeature: fc.Arbitrary<object> = fc
  .record(
    {
      aggregate,
      window,
      refresh: fc.record({ every: micros(1, 15), delay: micros(0, 20) }),
      allowedLateness: micros(0, 10),
    },
    { requiredKeys: ['aggregate', 'window'] },
  )
  .map(({ window: { length, slide, closed }, ...rest }) => {
    const bounded = length === undefined ? {} : slide === undefined ? { length } : { length, slide }
    return { ...rest, window: { closed, ...bounded } }
  })

const fact: fc.Arbitrary<Omit<FactSketch, 'at'>> = fc.record({
  id: fc.constantFrom('p', 'q', 'r', 's', 't'),
  t: fc.integer({ min: -20, max: 40 }),
  a: fc.integer({ min: -20, max: 60 }),
  rev: fc.integer({ min: 0, max: 2 }),
  op: fc.constantFrom('upsert', 'upsert', 'upsert', 'delete'),
  x: fc.option(fc.integer({ min: 0, max: 3 }).map(n => n / 10)),
  i: fc.option(fc.bigInt({ min: 0n, max: 3n })),
})

/** A log of one key between −20 and 60 µs, in order of arrival, over two partitions. */
export const arbitraryFacts: fc.Arbitrary<FactSketch[]> = fc
  .array(fc.tuple(fact, fc.integer({ min: 0, max: 1 })), { maxLength: 8 })
  .map(drawn => {
    const next = [0, 0]
    const ordered = drawn.toSorted(([a], [b]) => (a.a ?? 0) - (b.a ?? 0))
    return ordered.map(([each, partition]) => {
      const offset = next[partition] as number
      next[partition] = offset + 1
      return { ...each, at: [partition, offset] as const }
    })
  })

/** T, µs, amid the log and to either side of it. */
export const arbitraryAsOf = fc.integer({ min: -20, max: 60 })
