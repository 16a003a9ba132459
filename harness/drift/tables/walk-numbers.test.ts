import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../history/open-database.ts'
import { ksSummary } from '../statistics/ks-summary.ts'
import { tieBlocks } from '../statistics/tie-blocks.ts'
import { walkNumbers } from './walk-numbers.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())

const special = fc.constantFrom(
  0,
  -0,
  1,
  -1,
  5e-324,
  1.7e308,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
)
const values = fc.array(fc.oneof(special, fc.double({ noNaN: true }), fc.integer({ min: 0, max: 4 })), {
  minLength: 1,
  maxLength: 30,
})

// From text: a bare 0.0000010120739745350053 would be a DECIMAL, which DuckDB rounds twice.
const literal = (value: number) => `'${Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf'}'::DOUBLE`
const relation = (side: readonly number[]) => `(SELECT unnest([${side.map(literal).join(', ')}, NULL]) AS f)`

test('sorted or grouped in DuckDB, the walk is that over the values in memory', async () => {
  await fc.assert(
    fc.asyncProperty(values, values, fc.boolean(), async (reference, current, mostlyDistinct) => {
      const source = (side: readonly number[]) => ({
        relation: relation(side),
        value: 'f',
        count: side.length,
      })
      const found = await walkNumbers(() => database.connect(), {
        reference: source(reference),
        current: source(current),
        fitsDouble: true,
        mostlyDistinct,
      })
      expect(found).toEqual(
        ksSummary(
          tieBlocks(
            reference.map(value => value + 0),
            current.map(value => value + 0),
          ),
        ),
      )
    }),
    { numRuns: 60 },
  )
})

test('more values than a chunk of DuckDB holds, in runs across chunk ends', async () => {
  const source = (shift: number) => ({
    relation: `(SELECT ((i + ${shift}) // 700)::DOUBLE AS f FROM range(10000) t(i))`,
    value: 'f',
    count: 10_000,
  })
  for (const mostlyDistinct of [true, false]) {
    const found = await walkNumbers(() => database.connect(), {
      reference: source(0),
      current: source(350),
      fitsDouble: true,
      mostlyDistinct,
    })
    expect(found).toMatchObject({
      n: 10_000,
      m: 10_000,
      distinct: 15,
      largestBlock: 1_400,
      up: { h: 350 * 10_000 },
      down: { h: 0 },
    })
  }
})

test('a side without values is nothing to walk', async () => {
  const none = { relation: '(SELECT NULL::DOUBLE AS f)', value: 'f', count: 0 }
  expect(
    await walkNumbers(() => database.connect(), {
      reference: none,
      current: none,
      fitsDouble: true,
      mostlyDistinct: true,
    }),
  ).toBe(null)
})
