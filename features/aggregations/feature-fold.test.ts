import { describe, expect, test } from 'vitest'
import type { StoredFeature } from '../definitions.ts'
import type { Value } from '../value.ts'
import { featureFold } from './feature-fold.ts'
import { storedFeature } from './testing/stored-feature.ts'

/** Folds inputs that stand at τ 0, 1, 2, … µs. */
function foldInputs(feature: StoredFeature, inputs: readonly Value[], asOf = inputs.length) {
  const fold = featureFold(feature)
  const facts = inputs.map((input, at) => ({ input, eventTime: at, firstArrival: at, id: BigInt(at) }))
  return fold.finish(facts.map(fold.lift).reduce(fold.merge, fold.empty), asOf)
}

const present = (value: Value) => ({ value, state: 'present', overflow: false })
const nothing = { value: null, state: 'null', overflow: false }
const top = 2n ** 63n - 1n

describe('values by kind', () => {
  // Each row is a sentence of semantics § 4 or § 5 that a careless aggregation breaks.
  test.each([
    ['count() counts facts', storedFeature('count', { input: null }), [null, null], present(2n)],
    ['count(x) counts inputs', storedFeature('count'), [null, 1], present(1n)],
    ['count(x) of nulls is 0, present', storedFeature('count'), [null], present(0n)],
    ['sum of floats', storedFeature('sum'), [0.5, null, 2], present(2.5)],
    ['sum of nulls is null', storedFeature('sum'), [null], nothing],
    ['sum whose parts leave a float', storedFeature('sum'), [1e308, 1e308, -1e308], nothing],
    ['int sum at the top', storedFeature('sum', { input: 'int' }), [top, 1n, -1n], present(top)],
    [
      'int sum past the top',
      storedFeature('sum', { input: 'int' }),
      [top, 1n],
      { ...nothing, overflow: true },
    ],
    [
      'int sum past the bottom',
      storedFeature('sum', { input: 'int' }),
      [-top, -2n],
      { ...nothing, overflow: true },
    ],
    ['mean of ints beyond 64 bits', storedFeature('mean', { input: 'int' }), [top, top], present(2 ** 63)],
    [
      'mean of ints converts the exact sum',
      storedFeature('mean', { input: 'int' }),
      [2n ** 53n, 1n, 2n],
      present(3002399751580332),
    ],
    ['mean with zeros', storedFeature('mean', { nulls: 'zero' }), [4, null], present(2)],
    ['mean poisoned', storedFeature('mean', { nulls: 'poison' }), [4, null], nothing],
    ['min of floats, one zero', storedFeature('min'), [3, -0, 7], present(0)],
    [
      'max of strings by code point',
      storedFeature('max', { input: 'string' }),
      ['\uffff', '😀', 'z'],
      present('😀'),
    ],
    ['max of bools', storedFeature('max', { input: 'bool' }), [false, true], present(true)],
    ['min of timestamps', storedFeature('min', { input: 'timestamp' }), [5n, -5n], present(-5n)],
    ['variance of one', storedFeature('variance'), [4], nothing],
    ['variance is the sample variance', storedFeature('variance'), [1, 2, 3, 4], present(5 / 3)],
    ['variance of equals is exactly 0', storedFeature('variance'), [0.1, 0.1, 0.1], present(0)],
    ['variance near the top of floats', storedFeature('variance'), [9e153, -9e153], present(1.62e308)],
    ['variance where n · max(x²) is not finite', storedFeature('variance'), [1e154, 1e154], nothing],
    ['stddev', storedFeature('stddev'), [1, 3], present(Math.SQRT2)],
    ['first skips nulls', storedFeature('first'), [null, 8, 9], present(8)],
    ['last with zero', storedFeature('last', { nulls: 'zero' }), [8, null], present(0)],
    ['last poisoned by an older null', storedFeature('last', { nulls: 'poison' }), [null, 8], nothing],
    ['lastN newest first', storedFeature('lastN', { n: 2 }), [1, 2, null, 3], present([3, 2])],
    ['lastN of nulls is an empty list, present', storedFeature('lastN'), [null], present([])],
    ['countDistinct takes −0 and 0 as one', storedFeature('countDistinct'), [0, -0, 1, null], present(2n)],
    ['countDistinct of nulls is 0, present', storedFeature('countDistinct'), [null], present(0n)],
    [
      'countDistinct keeps ints apart that a double confuses',
      storedFeature('countDistinct', { input: 'int' }),
      [2n ** 53n, 2n ** 53n + 1n],
      present(2n),
    ],
    ['latest is null when the newest fact is', storedFeature('latest'), [5, null], nothing],
    ['latest of a list', storedFeature('latest', { input: 'list<int>' }), [[1n, null]], present([1n, null])],
  ] as const)('%s', (_, feature, inputs, expected) => {
    expect(foldInputs(feature, inputs)).toEqual(expected)
  })
})

describe('states', () => {
  // Catches whenEmpty given to a window that only has nulls, or kept from one that has no fact.
  test('whenEmpty is for an empty window only', () => {
    const feature = storedFeature('sum', { whenEmpty: -1 })
    expect(foldInputs(feature, [])).toEqual({ value: -1, state: 'not-found', overflow: false })
    expect(foldInputs(feature, [null])).toEqual(nothing)
    expect(foldInputs(storedFeature('count'), [])).toEqual({ value: 0n, state: 'not-found', overflow: false })
  })

  // Catches ≥ for >, a ttl of 0 taken as never, and null taken before expired.
  test('latest expires one µs after its ttl', () => {
    const feature = storedFeature('latest', { ttl: 10 })
    expect(foldInputs(feature, [7], 10).state).toBe('present')
    expect(foldInputs(feature, [7], 11)).toEqual({ value: null, state: 'expired', overflow: false })
    expect(foldInputs(feature, [null], 11).state).toBe('expired')
    expect(foldInputs(storedFeature('latest', { ttl: 0 }), [7], 0).state).toBe('present')
    expect(foldInputs(storedFeature('latest', { ttl: 0 }), [7], 1).state).toBe('expired')
  })
})

describe('the order of facts', () => {
  const latest = (facts: readonly { eventTime: number; firstArrival: number; id: string | bigint }[]) => {
    const fold = featureFold(storedFeature('latest', { input: 'int' }))
    const lifted = facts.map((fact, at) => fold.lift({ ...fact, input: BigInt(at) }))
    return fold.finish(lifted.reduce(fold.merge, fold.empty), 0).value
  }

  // Catches ids compared as text where they are numbers, as numbers where they are text, and by UTF-16 unit.
  test.each([
    [
      'event time first',
      [
        { eventTime: 1, firstArrival: 0, id: 1n },
        { eventTime: 0, firstArrival: 9, id: 9n },
      ],
      0n,
    ],
    [
      'then first arrival',
      [
        { eventTime: 0, firstArrival: 2, id: 1n },
        { eventTime: 0, firstArrival: 1, id: 9n },
      ],
      0n,
    ],
    [
      'int ids as numbers',
      [
        { eventTime: 0, firstArrival: 0, id: 10n },
        { eventTime: 0, firstArrival: 0, id: 9n },
      ],
      0n,
    ],
    [
      'string ids by code point',
      [
        { eventTime: 0, firstArrival: 0, id: '10' },
        { eventTime: 0, firstArrival: 0, id: '9' },
      ],
      1n,
    ],
    [
      'beyond the surrogates',
      [
        { eventTime: 0, firstArrival: 0, id: '😀' },
        { eventTime: 0, firstArrival: 0, id: '\uffff' },
      ],
      0n,
    ],
  ] as const)('%s', (_, facts, newest) => {
    expect(latest(facts)).toBe(newest)
    expect(latest([...facts].reverse())).toBe(newest === 0n ? 1n : 0n)
  })
})
