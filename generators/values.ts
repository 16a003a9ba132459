import { intMax, intMin } from '../features/literal-value.ts'
import type { ScalarType, Value, ValueType } from '../features/value.ts'
import { typeShape } from '../features/value-type.ts'
import type { Random } from './random.ts'

/**
 * Which values a field takes: everyday ones; a handful, so that equal ones are frequent; the edges of the type; mostly
 * everyday ones with an edge now and then; or those listed.
 */
export type ValueShape = 'normal' | 'few' | 'extreme' | 'mixed' | { readonly oneOf: readonly Value[] }

/** A value of a type, never null. */
export function drawValue(type: ValueType, shape: ValueShape, random: Random): Value {
  if (typeof shape === 'object') return random.pick(shape.oneOf)
  const parts = typeShape(type)
  switch (parts.kind) {
    case 'scalar':
      return drawScalar(parts.scalar, shape, random)
    case 'list':
      return Array.from({ length: random.int(0, 3) }, () => drawValue(parts.element, shape, random))
    case 'vector':
      return drawVector(parts.element, parts.dimension, shape, random)
  }
}

function drawScalar(type: ScalarType, shape: Exclude<ValueShape, object>, random: Random): Value {
  if (shape === 'extreme' || (shape === 'mixed' && random.chance(0.15))) return random.pick(extremes[type])
  if (shape === 'few') return random.pick(handful[type])
  return everyday[type](random)
}

/** Every third is short of directions: zero, or along an axis, where `cosine` has its edges. */
function drawVector(element: string, dimension: number, shape: ValueShape, random: Random): Value {
  const axis = random.int(-1, dimension - 1)
  const odd = random.chance(1 / 3)
  const each = (i: number) => {
    if (odd) return i === axis ? 1 : 0
    if (shape === 'extreme') return random.pick([0, 1, -1, 1e30, -1e30, 1e-30, 0.1])
    return random.int(-40, 40) / 8
  }
  const values = Array.from({ length: dimension }, (_, i) => each(i))
  return element === 'float32' ? values.map(Math.fround) : values
}

const everyday: Readonly<Record<ScalarType, (random: Random) => Value>> = {
  string: random => random.pick(['', 'a', 'A', 'b', 'grocer', 'Grocer', 'bookshop', 'airline', 'café']),
  int: random => BigInt(random.int(-20, 200)),
  // Cents: sums of them are not exact in binary, so the order of summation shows.
  float: random => random.int(-2_000, 20_000) / 100,
  bool: random => random.chance(0.7),
  timestamp: random => 1_772_323_200_000_000n + BigInt(random.int(-86_400_000_000, 86_400_000_000)),
}

const handful: Readonly<Record<ScalarType, readonly Value[]>> = {
  string: ['a', 'b', 'A'],
  int: [0n, 1n, 2n, -1n],
  float: [0, -0, 1, 2.5],
  bool: [true, false],
  timestamp: [0n, 1n, 1_772_323_200_000_000n],
}

/** The edges of each type that a History can hold. */
const extremes: Readonly<Record<ScalarType, readonly Value[]>> = {
  string: [
    '',
    ' ',
    'a ',
    ' a',
    "'",
    '"',
    '""',
    "it's",
    'a"b',
    '\\',
    '\n',
    'a\nb',
    '\t',
    ',',
    ';',
    'null',
    'NULL',
    'NaN',
    '0',
    '1',
    'true',
    'é',
    'e\u0301',
    'ß',
    'İ',
    'Ω',
    '東京',
    '😀',
    '👩‍👩‍👧',
    '\u{10000}',
    '\uE000',
    '\uFFFD',
    '\uFFFF',
    '\u{10FFFF}',
    "'; drop table t; --",
    '{{x}}',
    'x'.repeat(300),
  ],
  int: [
    0n,
    1n,
    -1n,
    intMax,
    intMin,
    intMax - 1n,
    intMin + 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    2n ** 53n - 1n,
    -(2n ** 53n) - 1n,
    2n ** 31n,
    -(2n ** 31n) - 1n,
    2n ** 33n,
    2n ** 62n,
    -(2n ** 62n),
    10n ** 18n + 1n,
  ],
  float: [
    0,
    -0,
    0.1,
    0.2,
    0.30000000000000004,
    1e308,
    -1e308,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.MIN_VALUE,
    -Number.MIN_VALUE,
    2.2250738585072014e-308,
    1e16,
    1,
    -1e16,
    2 ** 53,
    2 ** 53 + 2,
    16_777_217,
    1e-300,
    1e150,
    -1e150,
    123_456_789.123_456_79,
  ],
  bool: [true, false],
  timestamp: [
    0n,
    -1n,
    1n,
    999_999n,
    1_000_000n,
    253_402_300_799_999_999n,
    -62_135_596_800_000_000n,
    BigInt(Number.MAX_SAFE_INTEGER),
    -BigInt(Number.MAX_SAFE_INTEGER),
    1_772_323_200_000_001n,
  ],
}
