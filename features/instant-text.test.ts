import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from './instant-text.ts'

test('zones and fractions of a second are exact to the microsecond', () => {
  expect(parseInstant('1970-01-01T00:00:00Z')).toBe(0n)
  expect(parseInstant('1969-12-31T23:59:59.999999Z')).toBe(-1n)
  expect(parseInstant('1970-01-01T01:30:00.25+01:30')).toBe(250_000n)
  expect(parseInstant('1969-12-31T19:00:00.000001-05:00')).toBe(1n)
  expect(parseInstant('2026-03-01T12:00:00.004210Z')).toBe(1_772_366_400_004_210n)
  expect(parseInstant('0001-01-01T00:00:00Z')).toBe(-62_135_596_800_000_000n)
})

test('naive times, unknown days and hours, and more digits than microseconds have are refused', () => {
  const none = [
    '2026-03-01',
    '2026-03-01T00:00:00',
    '2026-03-01 00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T00:60:00Z',
    '2026-03-01T00:00:60Z',
    '2026-03-01T00:00:00.0000001Z',
    '2026-03-01T00:00:00+25:00',
    '2026-03-01T00:00:00.Z',
    '1772366400',
    '2026-00-01T00:00:00Z',
    '2026-03-00T00:00:00Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
  ]
  expect(none.map(parseInstant)).toEqual(none.map(() => null))
})

test('formatting and parsing are inverse over all years that the text can hold', () => {
  expect(formatInstant(1_772_366_400_004_210n)).toBe('2026-03-01T12:00:00.004210Z')
  expect(formatInstant(-1)).toBe('1969-12-31T23:59:59.999999Z')
  const years = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })
  fc.assert(
    fc.property(years, micros => {
      expect(parseInstant(formatInstant(micros))).toBe(micros)
    }),
  )
})
