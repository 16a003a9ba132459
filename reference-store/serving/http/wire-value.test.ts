import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Value, ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'
import {
  decodeInstant,
  encodeInstant,
  encodeValue,
  instantSchema,
  valueDecoder,
  wireSchema,
} from './wire-value.ts'

const types: readonly ValueType[] = [
  'string',
  'int',
  'float',
  'bool',
  'timestamp',
  'list<string>',
  'list<float>',
  'list<list<int>>',
  'vector<float64,3>',
  'vector<float32,2>',
  'list<vector<float32,2>>',
]

/** Any value of a type, lone surrogates, −0, NaN and the ends of 64 bits among them. */
function valuesOf(type: ValueType): fc.Arbitrary<Value> {
  const shape = typeShape(type)
  const int64 = fc.oneof(
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    fc.constantFrom(0n, -1n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n),
  )
  if (shape.kind === 'list') return fc.array(fc.option(valuesOf(shape.element)), { maxLength: 4 })
  if (shape.kind === 'vector') {
    return fc.array(valuesOf('float'), { minLength: shape.dimension, maxLength: shape.dimension })
  }
  switch (shape.scalar) {
    case 'string':
      return fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', 'NaN', '-0', '__proto__'))
    case 'bool':
      return fc.boolean()
    case 'float':
      return fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Infinity, -Infinity, 5e-324, 1e308))
    default:
      return int64
  }
}

test.each(types)('a %s comes back from JSON as it was, to the last bit', type => {
  const [schema, decode] = [wireSchema(type).nullable(), valueDecoder(type)]
  fc.assert(
    fc.property(fc.option(valuesOf(type)), value => {
      const received: unknown = JSON.parse(JSON.stringify(encodeValue(value)))
      const back = decode(schema.parse(received))
      expect(back).toStrictEqual(value)
      expect(Object.is(back, value) || typeof value === 'object').toBe(true)
    }),
  )
})

test('what is not of a type is refused rather than bent to fit', () => {
  const wrong: readonly [ValueType, readonly unknown[]][] = [
    [
      'int',
      [
        1,
        '1.0',
        '01',
        '+1',
        '-0',
        '',
        ' 1',
        '9223372036854775808',
        '-9223372036854775809',
        true,
        '1'.repeat(400),
      ],
    ],
    ['timestamp', [0, '2026-03-01T00:00:00Z', '9223372036854775808']],
    ['float', ['1', 'nan', '+Infinity', Number.POSITIVE_INFINITY, true, []]],
    ['bool', [0, 'true']],
    ['string', [1, {}, ['a']]],
    ['vector<float64,3>', [[1, 2], [1, 2, 3, 4], [1, null, 3], '1,2,3']],
    ['list<int>', [[1], 'x', { 0: '1' }]],
  ]
  for (const [type, values] of wrong) {
    for (const value of values)
      expect(wireSchema(type).safeParse(value).success, `${type} ${value}`).toBe(false)
  }
})

test('an instant within 2^53 µs comes back as it was, and none beyond it is taken', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), instant => {
      expect(decodeInstant(instantSchema.parse(encodeInstant(instant)))).toBe(instant)
    }),
  )
  for (const text of ['9007199254740992', '1.5', '1e3', '', '0x1']) {
    expect(instantSchema.safeParse(text).success, text).toBe(false)
  }
})
