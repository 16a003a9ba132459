import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../open-database.ts'
import { openTableFile } from '../open-table-file.ts'
import { queryRows } from '../query-rows.ts'
import { withTempFolder } from '../testing/temp-folder.ts'
import { convertCell, type Wanted } from './convert-cell.ts'
import type { TimeUnit } from './time-text.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())

/** Reads column `x` of a file: each cell as `value`, or as `!fault`. */
async function readCells(path: string, wanted: Wanted, unit: TimeUnit | null): Promise<unknown[]> {
  const file = await openTableFile(database.connection, path)
  const cell = convertCell(file, 'x', wanted, unit)
  const rows = await queryRows(
    database.connection,
    `SELECT coalesce('!' || ${cell.fault?.('r', 'v') ?? 'NULL'}, CAST(${cell.finish('v')} AS VARCHAR)) FROM (
       SELECT *, ${cell.parse('r')} AS v FROM (SELECT __row, ${cell.raw} AS r FROM ${file.from})) ORDER BY __row`,
  )
  return rows.map(row => row[0])
}

function csv(cells: readonly string[], wanted: Wanted, unit: TimeUnit | null = null): Promise<unknown[]> {
  return withTempFolder(async dir => {
    const path = join(dir, 't.csv')
    await writeFile(path, `n,x\n${cells.map((cell, i) => `${i},${cell}`).join('\n')}\n`)
    return readCells(path, wanted, unit)
  })
}

function jsonl(cells: readonly string[], wanted: Wanted, unit: TimeUnit | null = null): Promise<unknown[]> {
  return withTempFolder(async dir => {
    const path = join(dir, 't.jsonl')
    await writeFile(path, cells.map(cell => `{"x":${cell}}\n`).join(''))
    return readCells(path, wanted, unit)
  })
}

function parquet(cells: readonly string[], wanted: Wanted, unit: TimeUnit | null = null): Promise<unknown[]> {
  return withTempFolder(async dir => {
    const path = join(dir, 't.parquet')
    await database.connection.run(
      `COPY (SELECT unnest([${cells.join(', ')}]) AS x) TO '${path}' (FORMAT parquet)`,
    )
    return readCells(path, wanted, unit)
  })
}

const wrong = '!wrong-type'
const shape = '!wrong-shape'

describe('a cell of a CSV file', () => {
  // Catches DuckDB's own readings: 1.5 as 2, 1_000 and 0x10 as ints, 2⁵³ + 1 through a double, '' for null.
  test.each<[Wanted, [string, unknown][]]>([
    [
      'int',
      [
        ['7', '7'],
        ['-7', '-7'],
        ['+7', '7'],
        ['7.0', '7'],
        ['', null],
        ['""', wrong],
        ['1.5', wrong],
        ['1_000', wrong],
        ['0x10', wrong],
        [' 7', wrong],
        ['9007199254740993', '9007199254740993'],
        ['9007199254740993.0', '9007199254740993'],
        ['9223372036854775807', '9223372036854775807'],
        ['9223372036854775808', wrong],
      ],
    ],
    [
      'float',
      [
        ['1.5', '1.5'],
        ['.5', '0.5'],
        ['5.', '5.0'],
        ['1e3', '1000.0'],
        ['-0', '-0.0'],
        ['5e-324', '5e-324'],
        ['NaN', 'nan'],
        ['-Infinity', '-inf'],
        ['1e999', 'inf'],
        ['', null],
        ['""', wrong],
        ['1_000.5', wrong],
        ['1,5'.replace(',', '.'), '1.5'],
      ],
    ],
    [
      'bool',
      [
        ['true', 'true'],
        ['False', 'false'],
        ['1', wrong],
        ['t', wrong],
        ['', null],
      ],
    ],
    [
      'string',
      [
        ['a', 'a'],
        ['', null],
        ['""', ''],
        ['"a ""b"""', 'a "b"'],
        ['null', 'null'],
        [' x ', ' x '],
      ],
    ],
    [
      'list<int>',
      [
        ['"[1,null]"', '[1, NULL]'],
        ['[]', '[]'],
        ['', null],
        ['"[1.5]"', wrong],
        ['"[""1""]"', wrong],
        ['x', wrong],
      ],
    ],
    [
      'list<list<string>>',
      [
        ['"[[""a""],[]]"', '[[a], []]'],
        ['"[[1]]"', wrong],
        ['"[null]"', '[NULL]'],
      ],
    ],
    [
      'vector<float32,2>',
      [
        ['"[0.5,0.1]"', '[0.5, 0.1]'],
        ['"[1]"', shape],
        ['"[1,null]"', shape],
        ['"[1,""NaN""]"', '[1.0, nan]'],
      ],
    ],
  ])('is read as %s', async (wanted, cells) => {
    expect(
      await csv(
        cells.map(([cell]) => cell),
        wanted,
      ),
    ).toEqual(cells.map(([, value]) => value))
  })
})

describe('a time in a text file', () => {
  // Catches a zone that is dropped, a guess at a unit or a zone, and digits that are lost.
  test.each<[TimeUnit | null, [string, unknown][]]>([
    [
      null,
      [
        ['2026-03-01T00:00:00Z', '1772323200000000'],
        ['2026-03-01 01:00:00.25+01:00', '1772323200250000'],
        ['2026-03-01T00:00Z', '1772323200000000'],
        ['2026-03-01 00:00:00 UTC', '1772323200000000'],
        ['1969-12-31T23:59:59.999999Z', '-1'],
        ['2026-03-01T00:00:00.1234560Z', '1772323200123456'],
        ['2026-03-01T00:00:00.1234567Z', '!time-too-fine'],
        ['2026-03-01T00:00:00', '!naive-time'],
        ['2026-03-01', '!naive-time'],
        ['1772323200', '!time-without-unit'],
        ['2026-02-30T00:00:00Z', wrong],
        ['soon', wrong],
        ['', null],
      ],
    ],
    [
      'utc',
      [
        ['2026-03-01T00:00:00', '1772323200000000'],
        ['2026-03-01', '1772323200000000'],
        ['2026-03-01T01:00:00+01:00', '1772323200000000'],
        ['1772323200', '!time-without-unit'],
        ['2026-03-01T00:00:00.1234567', '!time-too-fine'],
      ],
    ],
    [
      's',
      [
        ['1772323200', '1772323200000000'],
        ['1772323200.000001', '1772323200000001'],
        ['-1.5', '-1500000'],
        ['1772323200.0000001', '!time-too-fine'],
        ['99999999999', '!time-out-of-range'],
        ['2026-03-01T00:00:00', '!naive-time'],
        ['2026-03-01T00:00:00Z', '1772323200000000'],
      ],
    ],
    [
      'ms',
      [
        ['1772323200000', '1772323200000000'],
        ['1772323200000.5', '1772323200000500'],
        ['1772323200000.0005', '!time-too-fine'],
      ],
    ],
    [
      'us',
      [
        ['9007199254740991', '9007199254740991'],
        ['9007199254740992', '!time-out-of-range'],
        ['0.5', '!time-too-fine'],
      ],
    ],
    [
      'ns',
      [
        ['1772323200000001000', '1772323200000001'],
        ['1772323200000001001', '!time-too-fine'],
      ],
    ],
  ])('with the unit %s', async (unit, cells) => {
    expect(
      await csv(
        cells.map(([cell]) => cell),
        'micros',
        unit,
      ),
    ).toEqual(cells.map(([, value]) => value))
    const quoted = cells.map(([cell]) => (cell === '' ? 'null' : `"${cell}"`))
    expect(await jsonl(quoted, 'micros', unit)).toEqual(cells.map(([, value]) => value))
  })

  // Catches a unit that is off by a factor, for every whole number of µs that is exact.
  test('is the number that was written, in every unit', async () => {
    const instants = fc.sample(fc.integer({ min: -2_000_000_000, max: 9_000_000_000 }), {
      numRuns: 200,
      seed: 5,
    })
    const scale = { s: 1_000_000n, ms: 1000n, us: 1n } as const
    for (const unit of ['s', 'ms', 'us'] as const) {
      const read = await csv(instants.map(String), 'micros', unit)
      expect(read).toEqual(instants.map(each => String(BigInt(each) * scale[unit])))
      expect(await jsonl(instants.map(String), 'micros', unit)).toEqual(read)
    }
  })
})

describe('a cell of a JSONL file', () => {
  // Catches types that run into one another, and an int64 that passes through a double.
  test.each<[Wanted, [string, unknown][]]>([
    [
      'int',
      [
        ['1', '1'],
        ['1.0', '1'],
        ['"1"', wrong],
        ['1.5', wrong],
        ['true', wrong],
        ['[1]', wrong],
        ['null', null],
        ['9007199254740993', '9007199254740993'],
        ['-9223372036854775808', '-9223372036854775808'],
        ['9223372036854775808', wrong],
      ],
    ],
    [
      'float',
      [
        ['1', '1.0'],
        ['-0.0', '-0.0'],
        ['"1"', wrong],
        ['"NaN"', 'nan'],
        ['"-Infinity"', '-inf'],
        ['5e-324', '5e-324'],
        ['{}', wrong],
      ],
    ],
    [
      'string',
      [
        ['"a"', 'a'],
        ['""', ''],
        ['1', wrong],
        ['"\\u0000"', '\u0000'],
        ['"null"', 'null'],
        ['null', null],
      ],
    ],
    [
      'bool',
      [
        ['true', 'true'],
        ['"true"', wrong],
        ['1', wrong],
      ],
    ],
    [
      'list<timestamp>',
      [
        ['["2026-03-01T00:00:00Z",null]', "['2026-03-01 00:00:00', NULL]"],
        ['["2026-03-01"]', wrong],
        ['[1]', wrong],
      ],
    ],
    [
      'vector<float64,1>',
      [
        ['[0.1]', '[0.1]'],
        ['[1,2]', shape],
        ['["a"]', shape],
        ['"[0.1]"', shape],
      ],
    ],
  ])('is read as %s', async (wanted, cells) => {
    expect(
      await jsonl(
        cells.map(([cell]) => cell),
        wanted,
      ),
    ).toEqual(cells.map(([, value]) => value))
  })
})

describe('a column of a Parquet file', () => {
  // Catches a conversion that loses something, and a refusal of one that does not.
  test.each<[string, Wanted, string[], unknown[]]>([
    ['TINYINT', 'int', ['1::TINYINT', 'NULL'], ['1', null]],
    ['UBIGINT', 'int', ['1::UBIGINT', '18446744073709551615::UBIGINT'], ['1', wrong]],
    [
      'whole DOUBLE',
      'int',
      ['1::DOUBLE', '1.5::DOUBLE', "'nan'::DOUBLE", '9223372036854775808::DOUBLE'],
      ['1', wrong, wrong, wrong],
    ],
    ['DECIMAL', 'int', ['1.00::DECIMAL(10,2)', '1.50::DECIMAL(10,2)'], ['1', wrong]],
    ['FLOAT', 'float', ['0.5::FLOAT', '0.1::FLOAT'], ['0.5', '0.10000000149011612']],
    [
      'BIGINT',
      'float',
      ['9007199254740992::BIGINT', '9007199254740993::BIGINT'],
      ['9007199254740992.0', wrong],
    ],
    ['DECIMAL', 'float', ['0.10::DECIMAL(10,2)', 'NULL'], ['0.1', null]],
    [
      'wide DECIMAL',
      'float',
      ['0.1::DECIMAL(38,20)', "'12345678901234567.01234567890123456789'::DECIMAL(38,20)"],
      ['0.1', wrong],
    ],
    ['VARCHAR', 'float', ["'1.5'", 'NULL'], [wrong, null]],
    ['nothing but nulls', 'int', ['NULL::VARCHAR', 'NULL'], [null, null]],
    [
      'UUID',
      'string',
      ["'00000000-0000-0000-0000-000000000001'::UUID"],
      ['00000000-0000-0000-0000-000000000001'],
    ],
    ['BIGINT', 'string', ['1'], [wrong]],
    ['INTEGER', 'bool', ['1'], [wrong]],
    ['INTEGER[]', 'list<float>', ['[1, NULL]', '[]::INTEGER[]'], ['[1.0, NULL]', '[]']],
    ['DOUBLE[]', 'list<int>', ['[1.0, NULL]', '[0.5]'], ['[1, NULL]', wrong]],
    [
      'DOUBLE[]',
      'vector<float32,2>',
      ['[0.5::DOUBLE, 0.25]', '[0.1::DOUBLE, 0.5]', '[0.5::DOUBLE]', '[NULL, 0.5::DOUBLE]'],
      ['[0.5, 0.25]', shape, shape, shape],
    ],
    ['FLOAT[2]', 'vector<float32,2>', ['[0.1, 0.5]::FLOAT[2]'], ['[0.1, 0.5]']],
  ])('of %s is read as %s', async (_, wanted, cells, values) => {
    expect(await parquet(cells, wanted)).toEqual(values)
  })

  // Catches an instant that moves, in any of Parquet's encodings of one; and a bare number taken for one.
  test.each<[string, string[], TimeUnit | null, unknown[]]>([
    [
      'µs',
      ["'2026-03-01'::TIMESTAMP", "'infinity'::TIMESTAMP"],
      null,
      ['1772323200000000', '!time-out-of-range'],
    ],
    ['ms', ["'2026-03-01 00:00:00.001'::TIMESTAMP_MS"], null, ['1772323200001000']],
    [
      'ns',
      ["'2026-03-01 00:00:00.000001'::TIMESTAMP_NS", "'2026-03-01 00:00:00.000000001'::TIMESTAMP_NS"],
      null,
      ['1772323200000001', '!time-too-fine'],
    ],
    ['a zone', ["'2026-03-01 01:00:00+01'::TIMESTAMPTZ"], null, ['1772323200000000']],
    ['a bare number', ['1772323200000'], null, ['!time-without-unit']],
    ['a number with its unit', ['1772323200000', 'NULL'], 'ms', ['1772323200000000', null]],
    ['a double with its unit', ['1772323200.25::DOUBLE'], 's', ['1772323200250000']],
    ['a date', ["'2026-03-01'::DATE"], null, ['!naive-time']],
    ['a date in UTC', ["'2026-03-01'::DATE"], 'utc', ['1772323200000000']],
    ['text', ["'2026-03-01T00:00:00Z'"], null, [wrong]],
    ['text in UTC', ["'2026-03-01T00:00:00'"], 'utc', ['1772323200000000']],
  ])('of %s is an instant or none', async (_, cells, unit, values) => {
    expect(await parquet(cells, 'micros', unit)).toEqual(values)
  })
})
