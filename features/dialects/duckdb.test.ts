import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromDriver } from '../batch-plan/testing/value-expression.ts'
import type { Value, ValueType } from '../value.ts'
import { duckdb } from './duckdb.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(() => connection.closeSync())

async function select(sql: string): Promise<Value[]> {
  const reader = await connection.runAndReadAll(`SELECT ${sql}`)
  return reader.getRows()[0]!.map(fromDriver)
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    `'`,
    `''`,
    `\\'`,
    `"; DROP TABLE t; --`,
    `"`,
    `""`,
    '$$',
    '\0',
    `\0'`,
    '?',
    ':a',
    '/*',
    '😀',
    '\n',
  ),
  fc
    .array(fc.constantFrom(`'`, `"`, '\\', '\0', ';', '-', 'a'), { maxLength: 8 })
    .map(parts => parts.join('')),
)

describe('quoting', () => {
  // Catches a name or a text that ends its own quotes: names and literals come from users.
  test('a text literal comes back as it is, under any name', async () => {
    const name = anyText.filter(text => text !== '' && !text.includes('\0'))
    await fc.assert(
      fc.asyncProperty(anyText, name, async (text, column) => {
        const reader = await connection.runAndReadAll(
          `SELECT ${duckdb.literal(text, 'string')} AS ${duckdb.identifier(column)}`,
        )
        expect(reader.columnNames()).toEqual([column])
        expect(reader.getRows()).toEqual([[text]])
      }),
      { numRuns: 300 },
    )
  })
})

describe('literals', () => {
  // Catches ints that pass through a double, a lost sign of zero, and a null without a type.
  test.each<[Value, ValueType, string]>([
    [2n ** 63n - 1n, 'int', 'BIGINT'],
    [-(2n ** 63n), 'int', 'BIGINT'],
    [5e-324, 'float', 'DOUBLE'],
    [1.7976931348623157e308, 'float', 'DOUBLE'],
    [-0, 'float', 'DOUBLE'],
    [true, 'bool', 'BOOLEAN'],
    [-1n, 'timestamp', 'TIMESTAMP'],
    [['a', null], 'list<string>', 'VARCHAR[]'],
    [[], 'list<int>', 'BIGINT[]'],
    [[0.5], 'vector<float32,1>', 'FLOAT[]'],
    [[[1n], null], 'list<list<int>>', 'BIGINT[][]'],
    [null, 'timestamp', 'TIMESTAMP'],
    [null, 'list<float>', 'DOUBLE[]'],
  ])('%s as %s', async (value, type, sqlType) => {
    const literal = duckdb.literal(value, type)
    expect(await select(`${literal}, typeof(${literal})`)).toEqual([value, sqlType])
  })

  // Catches a throw on instants that the type system allows and DuckDB does not.
  test('instants beyond DuckDB compare as its infinities', async () => {
    const [early, late] = [
      duckdb.literal(-(2n ** 63n), 'timestamp'),
      duckdb.literal(2n ** 63n - 1n, 'timestamp'),
    ]
    expect(await select(`${early} < make_timestamp(0), ${late} > make_timestamp(0)`)).toEqual([true, true])
  })
})

describe('arithmetic', () => {
  // Catches the optimizer that drops a failing cast beside a constant, so that an overflown int compares as if it fitted.
  test('an int that left 64 bits is null in a comparison too', async () => {
    const wide = duckdb.narrow(`(${duckdb.widen('u')} + ${duckdb.widen('28')})`)
    const reader = await connection.runAndReadAll(
      `SELECT ${wide}, 171 < ${wide}, ${wide} = 5, ${wide} <> 5 FROM (SELECT unnest([9223372036854775807]) AS u)`,
    )
    expect(reader.getRows()).toEqual([[null, null, null, null]])
  })

  const ints = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -9n, max: 9n }),
  )

  // Catches a floor that rounds negative instants towards zero.
  test('floorDivide is the floor', async () => {
    const instants = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(instants, fc.bigInt({ min: -9n, max: 9n })),
        fc.bigInt({ min: 1n, max: 7n }),
        async (a, b) => {
          const floor = (a - (((a % b) + b) % b)) / b
          const [int, step] = [duckdb.literal(a, 'int'), duckdb.literal(b, 'int')]
          expect(await select(duckdb.floorDivide(int, step))).toEqual([floor])
        },
      ),
      { numRuns: 200 },
    )
  })

  // Catches the double rounding of a cast from HUGEINT.
  test('wideToFloat rounds once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ints, { minLength: 1, maxLength: 5 }), async inputs => {
        const rows = inputs.map(x => `(${duckdb.literal(x, 'int')})`).join(', ')
        const sql = `${duckdb.wideToFloat('sum(x)')} FROM (VALUES ${rows}) v(x)`
        expect(await select(sql)).toEqual([Number(inputs.reduce((a, b) => a + b, 0n))])
      }),
      { numRuns: 300 },
    )
  })
})
