import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteWriter } from './byte-writer.ts'
import { cellMember, foundCells, memberBounds, prefixBytes, writePrefix } from './cell-member.ts'

const position = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(
    2 ** 32,
    2 ** 32 - 1,
    -(2 ** 32),
    -(2 ** 32) - 1,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ),
)
const family = fc.nat(254)
const bound = fc.oneof(position, fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))

/** What Redis makes of a bound of ZRANGEBYLEX. */
function admits([from, to]: readonly [Buffer, Buffer], member: Buffer): boolean {
  const atOrAfter = Buffer.compare(member, from.subarray(1))
  const before = Buffer.compare(member, to.subarray(1))
  return (from[0] === 0x5b ? atOrAfter >= 0 : atOrAfter > 0) && before < 0
}

test('bytes order members by family and position, whatever their cells, up to ±2⁵³', () => {
  fc.assert(
    fc.property(family, position, family, position, (f, p, g, q) => {
      const order = Buffer.compare(cellMember(f, p, 'zz'), cellMember(g, q, 'a'))
      if (f !== g) expect(Math.sign(order)).toBe(Math.sign(f - g))
      else if (p !== q) expect(order > 0).toBe(p > q)
      const prefix = new ByteWriter()
      writePrefix(prefix, f, p)
      expect(cellMember(f, p, 1).subarray(0, prefixBytes)).toEqual(prefix.take())
      expect(foundCells([cellMember(f, p, 'x')])).toEqual({ positions: [p], cells: ['x'] })
    }),
  )
})

test('bounds admit the positions of their range and family and no others', () => {
  fc.assert(
    fc.property(family, bound, bound, family, position, (f, from, to, g, p) => {
      const inside = f === g && p >= from && p < to
      expect(admits(memberBounds({ family: f, from, to }), cellMember(g, p, null))).toBe(inside)
    }),
  )
})

test('a place that the bytes cannot hold is refused', () => {
  expect(() => cellMember(255, 0, 1)).toThrow(RangeError)
  expect(() => cellMember(0, 0.5, 1)).toThrow(RangeError)
  expect(() => cellMember(0, 2 ** 53, 1)).toThrow(RangeError)
})
