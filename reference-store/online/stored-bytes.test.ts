import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { IdState } from '../../features/streaming-plan/id-state.ts'
import { knownShapes } from './known-shapes.ts'
import { decodeIdState, decodeStored, encodeIdState, encodeStored, encodingVersion } from './stored-bytes.ts'

/** Texts of any UTF-16 units: lone surrogates too, which UTF-8 alone would lose. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map(units => String.fromCharCode(...units)),
)
const edges = [
  0,
  -0,
  1,
  -1,
  255,
  256,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  159,
  160,
  -32,
  -33,
]
const number = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(...edges),
)
const big = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt(),
  fc.constantFrom(2n ** 53n, -(2n ** 53n), 2n ** 63n, -(2n ** 63n) - 1n, 0n),
)
const scalar = fc.oneof(text, number, big, fc.boolean(), fc.constantFrom(null, undefined))
const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'id,eventTime', '1'))

/** Plain data, objects of the known shapes and of others among it. */
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    fc.constantFrom(...knownShapes).chain(names =>
      fc.tuple(...names.map(() => tie('value'))).map(values => {
        return Object.fromEntries(names.map((each, i) => [each, values[i]]))
      }),
    ),
  ),
}))

const instant = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: 1_700_000_000_000_000, max: 1_800_000_000_000_000 }),
)
const revision = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }))
const idState: fc.Arbitrary<IdState> = fc
  .record(
    {
      revision,
      firstArrival: fc.option(instant),
      lateness: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, 2 ** 54, -(2 ** 54))),
      eventTime: fc.option(instant),
      deletes: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { arbitrary: fc.array(revision), weight: 1 },
      ),
    },
    { noNullPrototype: true },
  )
  .chain(state => fc.constantFrom(state, { ...state, eventTime: follows(state) }))

function follows({ firstArrival, lateness, eventTime }: IdState): number | null {
  return firstArrival === null ? eventTime : firstArrival - lateness
}

test('gives back exactly what was written: −0, NaN, big ints, any UTF-16 units, null beside undefined', () => {
  fc.assert(
    fc.property(value, written => {
      // Vitest takes an own `constructor` for the object's class.
      expect(isDeepStrictEqual(decodeStored(encodeStored(written)), written)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('gives back exactly the state of an id, whether its τ follows from its arrival or not', () => {
  fc.assert(
    fc.property(idState, state => {
      expect(decodeIdState(encodeIdState(state))).toStrictEqual(state)
    }),
  )
})

test('objects of other texts than a known shape are not taken for one', () => {
  const alike = { 'sealed,facts': 1 }
  expect(decodeStored(encodeStored(alike))).toStrictEqual(alike)
  const turned = { facts: 1, sealed: 2 }
  expect(Object.keys(decodeStored(encodeStored(turned)) as object)).toEqual(['facts', 'sealed'])
})

test('a cell of one fact takes no more bytes than its values need', () => {
  const fact = {
    id: 'e-123456',
    eventTime: 1_772_323_200_000_001,
    firstArrival: 1_772_323_200_500_001,
    lateness: null,
    knownFrom: null,
    knownTo: null,
    columns: [12.5],
  }
  expect(encodeStored({ sealed: 0, facts: [fact] }).length).toBeLessThan(60)
})

test('refuses what is not plain data rather than storing something else', () => {
  expect(() => encodeStored({ at: new Date(0) })).toThrow(TypeError)
  expect(() => encodeStored([() => 1])).toThrow(TypeError)
  // What was begun before the refusal is not part of what is written next.
  expect(decodeStored(encodeStored(7))).toBe(7)
})

test('names the encoding of another version, and what to do', () => {
  const bytes = encodeStored('x')
  bytes[0] = encodingVersion + 1
  expect(() => decodeStored(bytes)).toThrow(/encoding 2, and this store reads 1: rebuild it from the log/)
  expect(() => decodeIdState(bytes)).toThrow(PlumblineError)
})

test('bytes that were cut or changed end in a PlumblineError or in other plain data, never in another error', () => {
  const damaged = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(value, fc.nat()).map(([written, cut]) => {
      const bytes = encodeStored(written)
      return bytes.subarray(1, cut % bytes.length)
    }),
  )
  fc.assert(
    fc.property(damaged, rest => {
      const bytes = Buffer.concat([Buffer.from([encodingVersion]), rest])
      for (const decode of [decodeStored, decodeIdState]) {
        try {
          decode(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(PlumblineError)
        }
      }
    }),
  )
})
