import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StoredFeature } from '../../features/definitions.ts'
import type { State, Value } from '../../features/value.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import { equalsRecomputed, readingsEqual } from './equal.ts'
import { define } from './testing/judge-case.ts'

const feature = (body: object) => define({ f: body }).features.get('f') as StoredFeature
const of = (kind: string, field = 'x', more: object = {}) => {
  return feature({ aggregate: { kind, of: { field }, ...more } })
}

function recomputed(value: Value, more: Partial<Recomputed> = {}): Recomputed {
  return { value, state: value === null ? 'null' : 'present', n: 1, weight: null, judged: true, ...more }
}

function equals(f: StoredFeature, served: Value, expected: Recomputed, state: State | null = null): boolean {
  return equalsRecomputed(f, { value: served, state }, expected)
}

describe('state and value (§ 8)', () => {
  test('a state that is given is compared first: the right value in the wrong state differs', () => {
    const empty = recomputed(null, { state: 'not-found', n: 0 })
    expect(equals(of('max'), null, empty, 'not-found')).toBe(true)
    expect(equals(of('max'), null, empty, 'null')).toBe(false)
    expect(equals(of('max'), 1, recomputed(2), 'present')).toBe(false)
  })

  test('without a state values alone are compared', () => {
    expect(equals(of('max'), null, recomputed(null, { state: 'not-found' }))).toBe(true)
    expect(equals(of('count'), 0n, recomputed(0n, { state: 'not-found' }))).toBe(true)
  })

  test('a missing value is not zero, and zero is not missing', () => {
    expect(equals(of('max'), 0, recomputed(null))).toBe(false)
    expect(equals(of('max'), null, recomputed(0))).toBe(false)
  })
})

describe('exact types (§ 8)', () => {
  test('integers beyond 2⁵³ differ by one', () => {
    expect(equals(of('sum', 'i'), 9007199254740993n, recomputed(9007199254740993n))).toBe(true)
    expect(equals(of('sum', 'i'), 9007199254740992n, recomputed(9007199254740993n))).toBe(false)
  })

  test('a number is never an integer', () => {
    expect(equals(of('sum', 'i'), 3, recomputed(3n))).toBe(false)
  })

  test('strings differ by a trailing blank', () => {
    expect(equals(of('last', 's'), 'a ', recomputed('a'))).toBe(false)
  })

  test('min, max, first, last and latest of floats are exact, but for −0', () => {
    for (const kind of ['min', 'max', 'first', 'last', 'latest']) {
      expect(equals(of(kind), -0, recomputed(0))).toBe(true)
      expect(equals(of(kind), 0.1 + 0.2, recomputed(0.3))).toBe(false)
      expect(equals(of(kind), Math.fround(0.1), recomputed(0.1))).toBe(false)
    }
  })

  test('NaN equals nothing', () => {
    expect(equals(of('max'), Number.NaN, recomputed(Number.NaN))).toBe(false)
    expect(equals(of('sum'), Number.NaN, recomputed(0, { weight: 0 }))).toBe(false)
    expect(equals(of('max'), Number.NaN, recomputed(null))).toBe(false)
  })

  test('lists are compared in order and in length', () => {
    const lastTwo = of('lastN', 'x', { n: 2 })
    expect(equals(lastTwo, [2, 1], recomputed([2, 1]))).toBe(true)
    expect(equals(lastTwo, [1, 2], recomputed([2, 1]))).toBe(false)
    expect(equals(lastTwo, [2], recomputed([2, 1]))).toBe(false)
    expect(equals(lastTwo, [], recomputed([]))).toBe(true)
    expect(equals(lastTwo, null, recomputed([]))).toBe(false)
  })

  test('vectors are compared by element', () => {
    const latest = of('latest', 'v')
    expect(equals(latest, [1, -0], recomputed([1, 0]))).toBe(true)
    expect(equals(latest, [1, 2], recomputed([1, 3]))).toBe(false)
  })

  test('sum and mean of integers get no room', () => {
    expect(equals(of('mean', 'i'), 1 / 3 + Number.EPSILON, recomputed(1 / 3))).toBe(false)
  })
})

describe('room for the order of summation (§ 8)', () => {
  test('a sum may be off by n · 2⁻⁵² · Σ|x| and not by more', () => {
    const sum = recomputed(1, { n: 4, weight: 8 })
    const room = 4 * 2 ** -52 * 8
    expect(equals(of('sum'), 1 + room, sum)).toBe(true)
    expect(equals(of('sum'), 1 - room, sum)).toBe(true)
    expect(equals(of('sum'), 1 + room + 2 ** -50, sum)).toBe(false)
  })

  test('a mean may be off by that, divided by n', () => {
    const mean = recomputed(1, { n: 4, weight: 8 })
    expect(equals(of('mean'), 1 + 8 * 2 ** -52, mean)).toBe(true)
    expect(equals(of('mean'), 1 + 16 * 2 ** -52, mean)).toBe(false)
  })

  test('a lost cent in a million shows', () => {
    const million = recomputed(1_000_000, { n: 1_000, weight: 1_000_000 })
    expect(equals(of('sum'), 999_999.99, million)).toBe(false)
  })

  test('a variance may be off by 10⁻⁹ of the larger and by what its mean cancels', () => {
    const spread = recomputed(4, { n: 10, weight: 0 })
    expect(equals(of('variance'), 4 + 3.9e-9, spread)).toBe(true)
    expect(equals(of('variance'), 4 + 4.2e-9, spread)).toBe(false)
    const far = recomputed(4, { n: 10, weight: 1e9 })
    const cancelled = 10 * 2 ** -51 * 1e9 * 2
    expect(equals(of('variance'), 4 + 0.9 * cancelled, far)).toBe(true)
    expect(equals(of('variance'), 4 + 1.1 * cancelled, far)).toBe(false)
  })

  test('a standard deviation is compared as its square', () => {
    const spread = recomputed(2, { n: 10, weight: 0 })
    expect(equals(of('stddev'), Math.sqrt(4 + 3.9e-9), spread)).toBe(true)
    expect(equals(of('stddev'), Math.sqrt(4 + 4.2e-9), spread)).toBe(false)
    expect(equals(of('stddev'), -2, spread)).toBe(false)
  })

  test('a variance of zero gets no room, and a served one of zero no more than its own', () => {
    expect(equals(of('variance'), 1e-300, recomputed(0, { n: 2, weight: 0 }))).toBe(false)
    expect(equals(of('variance'), 0, recomputed(1e-3, { n: 2, weight: 1 }))).toBe(false)
  })

  test('infinite and huge values do not make room for themselves', () => {
    for (const kind of ['sum', 'mean', 'variance', 'stddev']) {
      expect(equals(of(kind), Number.POSITIVE_INFINITY, recomputed(1, { n: 3, weight: 1 }))).toBe(false)
      expect(equals(of(kind), 1e300, recomputed(1, { n: 3, weight: 1 }))).toBe(false)
    }
  })

  test('between two readings the larger room holds, whichever side has it', () => {
    const small = recomputed(1, { n: 1, weight: 1 })
    const large = recomputed(1 + 2 ** -45, { n: 64, weight: 2 })
    expect(readingsEqual(of('sum'), small, large)).toBe(true)
    expect(readingsEqual(of('sum'), large, small)).toBe(true)
    expect(readingsEqual(of('sum'), small, { ...large, n: 1 })).toBe(false)
  })

  test('readings of one value in two states differ', () => {
    const counted = recomputed(0n, { state: 'present' })
    expect(readingsEqual(of('count'), counted, recomputed(0n, { state: 'not-found' }))).toBe(false)
  })
})

describe('declared tolerance (§ 8)', () => {
  const wide = (kind: string, field: string, tolerance: object, more: object = {}) => {
    return feature({ aggregate: { kind, of: { field }, ...more }, tolerance })
  }

  test('absolute and relative room are each enough', () => {
    const max = wide('max', 'x', { absolute: 0.5, relative: 0.01 })
    expect(equals(max, 1.5, recomputed(1))).toBe(true)
    expect(equals(max, 1.51, recomputed(1))).toBe(false)
    expect(equals(max, 101, recomputed(100))).toBe(true)
    expect(equals(max, 99, recomputed(100))).toBe(true)
    expect(equals(max, 98, recomputed(100))).toBe(false)
  })

  test('it reaches integers, lists and vectors, and never makes room for null or NaN', () => {
    expect(equals(wide('sum', 'i', { absolute: 1 }), 9007199254740993n, recomputed(9007199254740992n))).toBe(
      true,
    )
    expect(equals(wide('sum', 'i', { absolute: 1 }), 9007199254740994n, recomputed(9007199254740992n))).toBe(
      false,
    )
    expect(equals(wide('lastN', 'x', { absolute: 1 }, { n: 2 }), [1, 3], recomputed([2, 2]))).toBe(true)
    expect(equals(wide('latest', 'v', { absolute: 1 }), [1, 4], recomputed([2, 2]))).toBe(false)
    const max = wide('max', 'x', { absolute: 1e9 })
    expect(equals(max, null, recomputed(0))).toBe(false)
    expect(equals(max, Number.NaN, recomputed(0))).toBe(false)
    expect(equals(max, Number.POSITIVE_INFINITY, recomputed(0))).toBe(false)
  })

  test('it does not narrow the room that the order of summation needs', () => {
    const sum = wide('sum', 'x', { absolute: 0 })
    expect(equals(sum, 1 + 2 ** -52, recomputed(1, { n: 4, weight: 8 }))).toBe(true)
  })
})

test('a float32 vector holds float32: the double that rounds to an element equals it', () => {
  const narrow = { ...of('latest', 'v'), type: 'vector<float32,2>' } as StoredFeature
  expect(equals(narrow, [0.1, 1], recomputed([Math.fround(0.1), 1]))).toBe(true)
  expect(equals(narrow, [0.1001, 1], recomputed([Math.fround(0.1), 1]))).toBe(false)
})

test('no order of summation is taken for a bug: any shuffle of any floats matches its sum, mean and variance', () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 2, maxLength: 40 })
  const total = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0)
  const variance = (xs: readonly number[]) => {
    const mean = total(xs) / xs.length
    return total(xs.map(x => (x - mean) ** 2)) / (xs.length - 1)
  }
  fc.assert(
    fc.property(numbers, xs => {
      const shuffled = xs.toSorted((a, b) => a - b)
      const weight = total(xs.map(Math.abs))
      const n = xs.length
      const mean = Math.abs(total(xs) / n)
      expect(equals(of('sum'), total(shuffled), recomputed(total(xs), { n, weight }))).toBe(true)
      expect(equals(of('mean'), total(shuffled) / n, recomputed(total(xs) / n, { n, weight }))).toBe(true)
      const spread = recomputed(variance(xs), { n, weight: mean })
      expect(equals(of('variance'), variance(shuffled), spread)).toBe(true)
      const deviation = recomputed(Math.sqrt(variance(xs)), { n, weight: mean })
      expect(equals(of('stddev'), Math.sqrt(variance(shuffled)), deviation)).toBe(true)
    }),
  )
})
