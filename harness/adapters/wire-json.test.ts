import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWire, writeWire } from './wire-json.ts'

test('whole numbers of any size, floats with their sign and texts survive the wire', () => {
  const value = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
  )
  fc.assert(
    fc.property(fc.array(value), values => {
      const read = readWire(writeWire(values)) as unknown[]
      for (const [i, each] of values.entries()) {
        if (typeof each === 'bigint') expect(BigInt(read[i] as number)).toBe(each)
        else expect(Object.is(read[i], each)).toBe(true)
      }
    }),
  )
})

test('a float is told from a whole number, so that a language with both reads what was meant', () => {
  expect(writeWire([5, 5n, -0, Number.NaN, 1e300])).toBe('[5.0,5,-0.0,{"float":"NaN"},1e+300]')
})

test('what is no JSON is refused', () => {
  expect(() => readWire('{"a": NaN}')).toThrow(SyntaxError)
})
