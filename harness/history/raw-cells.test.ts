import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Value } from '../../features/value.ts'
import { decodeRaw, encodeRaw } from './raw-cells.ts'

const values = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.bigInt(),
    fc.double(),
    fc.constantFrom(-0, 0, Number.NaN, Infinity, -Infinity, 1e21, 5),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ud800', 'absent', '{"float":"NaN"}'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value

// Catches a value that comes back as another: 1n for 1, 0 for −0, half a character mended.
test('what a column cannot hold comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'amount', 'constructor'), fc.option(values, { nil: undefined })),
      cells => {
        const kept = new Map(Object.entries(cells))
        expect(decodeRaw(encodeRaw(kept))).toEqual(kept)
      },
    ),
    { numRuns: 500 },
  )
})

// Catches a column of somebody else's that happens to have the same name and breaks the reading.
test('what is no such text holds nothing', () => {
  expect(decodeRaw('x').size).toBe(0)
  expect(decodeRaw('7').size).toBe(0)
  expect(decodeRaw('{"amount":"NaN"}').get('amount')).toEqual([['NaN']])
  expect(decodeRaw('{"amount":"{\\"a\\":1}"}').get('amount')).toEqual([['{"a":"1"}']])
})
