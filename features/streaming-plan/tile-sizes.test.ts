import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factPosition, factPositions } from './fact-cell.ts'
import { tileLadder, tileNumber, tileSizes } from './tile-sizes.ts'

const size = fc.constantFrom(...tileLadder)
const instant = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -10_000_000, max: 10_000_000 }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, -1),
)

test('each size divides the next, so that large tiles are merged of whole small ones', () => {
  for (const [i, step] of tileLadder.slice(1).entries()) expect(step % tileLadder[i]!).toBe(0)
})

test('a tile holds the instants from its number times its size on, at the ends of time too', () => {
  fc.assert(
    fc.property(instant, size, (at, width) => {
      const number = BigInt(tileNumber(at, width))
      expect(number * BigInt(width) <= BigInt(at) && BigInt(at) < (number + 1n) * BigInt(width)).toBe(true)
    }),
  )
})

test('windows are read by several tiles or by none, and days by hours at their edges', () => {
  const [second, hour] = [1_000_000, 3_600_000_000]
  expect(tileSizes(5 * second)).toEqual([])
  expect(tileSizes(6 * second)).toEqual([second])
  expect(tileSizes(hour)).toEqual([600 * second])
  expect(tileSizes(24 * hour)).toEqual([hour])
  expect(tileSizes(30 * 24 * hour)).toEqual([hour, 24 * hour])
  expect(tileSizes(null)).toEqual([hour, 24 * hour, 720 * hour])
})

test('the positions of a span of time hold every part of its buckets, and of no other bucket', () => {
  const part = fc.constantFrom(0, 1, 2 ** 18 - 1)
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: 1, max: 10_000_000 }),
      instant,
      part,
      size,
      (from, length, at, parts, width) => {
        fc.pre(from + length <= Number.MAX_SAFE_INTEGER)
        const range = factPositions(from, from + length, width)
        const position = factPosition(tileNumber(at, width), parts)
        expect(Number.isSafeInteger(position)).toBe(true)
        const [first, last] = [tileNumber(from, width), tileNumber(from + length - 1, width)]
        const inside = first <= tileNumber(at, width) && tileNumber(at, width) <= last
        expect(position >= range.from && position < range.to).toBe(inside)
      },
    ),
  )
})
