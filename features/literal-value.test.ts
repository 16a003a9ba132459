import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLiteral, writeLiteral } from './literal-value.ts'
import type { Value, ValueType } from './value.ts'

const legal: readonly (readonly [ValueType, unknown, Value])[] = [
  ['int', 3, 3n],
  ['int', -0, 0n],
  ['int', '9007199254740993', 9_007_199_254_740_993n],
  ['int', '-9223372036854775808', -(2n ** 63n)],
  ['float', 3, 3],
  ['float', -0, 0],
  ['float', 1e300, 1e300],
  ['bool', false, false],
  ['string', 'é', 'é'],
  ['timestamp', '1970-01-01T00:00:01+00:00', 1_000_000n],
  ['list<int>', [1, '2', null], [1n, 2n, null]],
  ['list<vector<float64,1>>', [[1]], [[1]]],
  ['vector<float32,2>', [0.1, -0], [Math.fround(0.1), 0]],
  ['vector<float64,1>', [0.1], [0.1]],
  ['float', null, null],
]

test.each(legal)('%s takes %j', (type, literal, value) => {
  expect(readLiteral(literal, type)).toStrictEqual({ ok: true, value })
})

const illegal: readonly (readonly [ValueType, unknown, string])[] = [
  ['int', 1.5, '1.5 is not an int'],
  ['int', 2 ** 53, 'beyond 2⁵³, where numbers lose digits: write it as a string'],
  ['int', '9223372036854775808', 'does not fit in 64 bits'],
  ['int', '1.0', 'is not an int'],
  ['int', '', 'is not an int'],
  ['int', true, 'is not an int'],
  ['float', '1', 'is not a float'],
  ['float', Number.NaN, 'NaN is not a float'],
  ['float', Number.POSITIVE_INFINITY, 'Infinity is not a float'],
  ['bool', 1, 'is not a bool'],
  ['string', 1, 'is not a string'],
  ['string', '\ud800', 'not well-formed Unicode'],
  ['timestamp', '2026-03-01T00:00:00', 'write it with its zone'],
  ['timestamp', 0, 'is not a timestamp'],
  ['list<int>', 1, 'write an array'],
  ['list<int>', [1, 'x'], 'its element 1 "x" is not an int'],
  ['vector<float32,2>', [1], 'has 1 elements, but vector<float32,2> takes 2'],
  ['vector<float32,1>', [null], 'vectors have no null elements'],
  ['vector<float32,1>', [1e39], 'is beyond float32'],
]

test.each(illegal)('%s refuses %j', (type, literal, message) => {
  expect(readLiteral(literal, type)).toStrictEqual({ ok: false, message: expect.stringContaining(message) })
})

test('what is written is JSON that reads as the same value: no digit of 64 bits or of a double is lost', () => {
  const values: fc.Arbitrary<readonly [ValueType, Value]> = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(value => ['int', value] as const),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map(value => ['float', value === 0 ? 0 : value] as const),
    fc.string({ unit: 'binary' }).map(value => ['string', value] as const),
    fc
      .array(fc.option(fc.bigInt({ min: 0n, max: 2n ** 60n })))
      .map(value => ['list<timestamp>', value] as const),
    fc
      .float({ noNaN: true, noDefaultInfinity: true })
      .map(value => ['vector<float32,1>', [value === 0 ? 0 : value]] as const),
  )
  const years = (value: Value) =>
    !Array.isArray(value) || value.every(each => each === null || each < 253_402_300_800_000_000n)
  fc.assert(
    fc.property(
      values.filter(([, value]) => years(value)),
      ([type, value]) => {
        expect(readLiteral(JSON.parse(JSON.stringify(writeLiteral(value, type))), type)).toStrictEqual({
          ok: true,
          value,
        })
      },
    ),
  )
})
