import fc from 'fast-check'
import type { Value, ValueType } from '../../value.ts'
import type { Contribution } from '../aggregation.ts'

const extremeInts = [0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]
const extremeFloats = [0, -0, 0.1, 1e15 + 0.3, 1e154, -1e154, 1e308, -1e308, 5e-324]

const ints = fc.oneof(fc.constantFrom(...extremeInts), fc.bigInt({ min: -5n, max: 5n }))

const inputs: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  int: ints,
  float: fc.oneof(
    fc.constantFrom(...extremeFloats),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -3, max: 3 }),
  ),
  bool: fc.boolean(),
  string: fc.oneof(
    fc.constantFrom('', 'a', 'a ', '\uffff', '😀'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
  timestamp: ints,
}

/** Facts of distinct ids whose instants tie often; inputs of the type, null where `nullable`. */
export function arbitraryFacts(type: ValueType, nullable: boolean): fc.Arbitrary<Contribution[]> {
  const input = nullable ? fc.option(inputs[type]!, { freq: 4 }) : inputs[type]!
  const fact = fc.record({
    input,
    eventTime: fc.integer({ min: -2, max: 2 }),
    firstArrival: fc.integer({ min: 0, max: 2 }),
    id: fc.oneof(fc.bigInt({ min: 0n, max: 30n }), fc.string({ maxLength: 2 })),
  })
  return fc.uniqueArray(fact, { selector: made => made.id, maxLength: 12 })
}
