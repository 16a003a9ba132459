import { expect, test } from 'vitest'
import {
  formatCount,
  formatMany,
  formatMicros,
  formatNumber,
  formatPercent,
  formatPercentRange,
} from './format.ts'

test('counts have commas, and one is one', () => {
  expect(formatCount(7_600)).toBe('7,600')
  expect(formatMany(1, 'cell')).toBe('1 cell')
  expect(formatMany(1_000, 'cell')).toBe('1,000 cells')
  expect(formatMany(2, 'History', 'Histories')).toBe('2 Histories')
})

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [41 / 7_600, '0.54 %'],
  [0.25, '25.0 %'],
  [0.0000299528, '0.0030 %'],
  [1e-9, '1.0e-7 %'],
  [0.9999, '99.99 %'],
  [0.999999, '>99.99 %'],
])('%s is %s', (share, text) => {
  expect(formatPercent(share)).toBe(text)
})

test('an interval names its unit once', () => {
  expect(formatPercentRange(0.0039, 0.0073)).toBe('0.39–0.73 %')
})

test.each([
  [0, '0 µs'],
  [-40, '-40 µs'],
  [1_500, '1.5 ms'],
  [1_500_000, '1.5 s'],
  [90_000_000, '1.5 min'],
  [7_200_000_000, '2 h'],
  [86_400_000_000 * 3.25, '3.25 d'],
  [-1_500_000, '-1.5 s'],
])('%s µs is %s', (micros, text) => {
  expect(formatMicros(micros)).toBe(text)
})

test('numbers keep four digits', () => {
  expect(formatNumber(12.345678)).toBe('12.35')
  expect(formatNumber(1234567)).toBe('1,235,000')
  expect(formatNumber(0.00012346)).toBe('0.0001235')
})
