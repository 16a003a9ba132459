import { expect, test } from 'vitest'
import { canonicalText } from './canonical-text.ts'

test.each([
  [null, 'int', 'null'],
  [true, 'bool', 'true'],
  ['a "b"\n', 'string', '"a \\"b\\"\\n"'],
  [9007199254740993n, 'int', '9007199254740993'],
  [-(2n ** 63n), 'int', '-9223372036854775808'],
  [1e21, 'float', '1e+21'],
  [0.1 + 0.2, 'float', '0.30000000000000004'],
  [-0, 'float', '0'],
  [Number.NaN, 'float', '"NaN"'],
  [Number.NEGATIVE_INFINITY, 'float', '"-Infinity"'],
  [1_772_366_400_000_001n, 'timestamp', '"2026-03-01T12:00:00.000001Z"'],
  [2n ** 63n - 1n, 'timestamp', '"9223372036854775807us"'],
  [[2n, null, 1n], 'list<int>', '[2,null,1]'],
  [[1_772_366_400_000_000n], 'list<timestamp>', '["2026-03-01T12:00:00Z"]'],
  [[0.5, -0], 'vector<float64,2>', '[0.5,0]'],
] as const)('%s as %s is %s', (value, type, text) => {
  expect(canonicalText(value, type)).toBe(text)
})
