import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from './random.ts'

const draws = (seed: number | string) => {
  const random = randomOf(seed)
  return [
    random.int(0, 1_000_000),
    random.int(-5, 5),
    random.fraction(),
    random.bigint(0n, 2n ** 70n),
    random.pick(['a', 'b', 'c']),
  ]
}

test('a seed means the same draws in every process: a changed generator would silently rename every stored seed', () => {
  expect(draws(42)).toEqual([908_291, 3, 0.43855574706075084, 633_060_691_651_086_183_947n, 'c'])
})

test('a fork does not depend on what was drawn or forked before it', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), fc.nat(20), (seed, label, drawn) => {
      const plain = randomOf(seed).fork(label)
      const busy = randomOf(seed)
      for (let i = 0; i < drawn; i++) busy.fraction()
      busy.fork('another').fraction()
      const fork = busy.fork(label)
      expect([fork.fraction(), fork.int(0, 99)]).toEqual([plain.fraction(), plain.int(0, 99)])
    }),
  )
})

test('forks of different labels and seeds draw differently', () => {
  const firsts = Array.from({ length: 2_000 }, (_, seed) =>
    ['', 'a', 'b', 'ab'].map(label =>
      randomOf(seed)
        .fork(label)
        .int(0, 2 ** 52),
    ),
  )
  expect(new Set(firsts.flat()).size).toBe(8_000)
})

test('consecutive seeds give first draws that are spread evenly', () => {
  const buckets = Array.from({ length: 10 }, () => 0)
  for (let seed = 0; seed < 10_000; seed++) buckets[randomOf(seed).fork('x').int(0, 9)]!++
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150)
})

test('draws stay within their bounds and reach both of them', () => {
  const random = randomOf('bounds')
  const seen = new Set(Array.from({ length: 200 }, () => random.int(-2, 2)))
  expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
  for (let i = 0; i < 200; i++) {
    expect(random.fraction()).toBeLessThan(1)
    expect(
      random.weighted([
        [0, 'never'],
        [1, 'a'],
        [3, 'b'],
        [0, 'never'],
      ]),
    ).not.toBe('never')
  }
  expect(random.chance(0)).toBe(false)
  expect(() => random.pick([])).toThrow('nothing to pick from')
  expect(() => random.weighted([[0, 1]])).toThrow('every weight is zero')
})

test('shuffling loses nothing, sampling keeps the order', () => {
  fc.assert(
    fc.property(fc.integer(), fc.uniqueArray(fc.nat()), fc.nat(10), (seed, items, count) => {
      const random = randomOf(seed)
      expect(random.shuffled(items).sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b))
      const sample = random.sample(items, count)
      expect(sample).toEqual(items.filter(item => sample.includes(item)))
      expect(sample).toHaveLength(Math.min(count, items.length))
    }),
  )
})
