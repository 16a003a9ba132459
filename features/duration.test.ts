import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

test('every unit is exact, and 0 is a duration', () => {
  expect(['1us', '1ms', '1s', '1m', '1h', '1d', '0s', '0d', '024h'].map(parseDuration)).toEqual([
    1, 1e3, 1e6, 6e7, 3.6e9, 8.64e10, 0, 0, 8.64e10,
  ])
})

test('what is no whole number and unit is no duration, nor is more than 2⁵³ µs', () => {
  const none = [
    '',
    '5',
    'm',
    '5 m',
    '-5m',
    '+5m',
    '1.5h',
    '1e3s',
    '5M',
    '5min',
    '1h30m',
    ' 5m',
    '5m\n',
    '104250d',
  ]
  expect(none.map(parseDuration)).toEqual(none.map(() => null))
  expect(parseDuration('104249d')).not.toBeNull()
})

test('formatting keeps the length and gives equal lengths one text', () => {
  expect([0, 1, 1500, 5_400_000_000, 86_400_000_000, 1_296e8].map(formatDuration)).toEqual([
    '0s',
    '1us',
    '1500us',
    '90m',
    '1d',
    '36h',
  ])
  fc.assert(
    fc.property(fc.maxSafeNat(), micros => {
      expect(parseDuration(formatDuration(micros))).toBe(micros)
    }),
  )
  expect(() => formatDuration(-1)).toThrow(RangeError)
  expect(() => formatDuration(0.5)).toThrow(RangeError)
})
