import fc from 'fast-check'
import type { ExpressionDocument } from '../../expression.ts'
import type { FieldType, ScalarType, Value } from '../../value.ts'

/** One name of each type; expressions of the tests read these as fields, features or request fields alike. */
export const sampleTypes = {
  i: 'int',
  f: 'float',
  s: 'string',
  b: 'bool',
  t: 'timestamp',
  v: 'vector<float64,2>',
  w: 'vector<float32,2>',
} as const satisfies Readonly<Record<string, FieldType>>

const nameOf = { int: 'i', float: 'f', string: 's', bool: 'b', timestamp: 't' } as const

/** Values that sit on the edges of the rules: 64 bits, 2⁵³, surrogates, −0, the largest doubles. */
const ints = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 2n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)),
  fc.bigInt({ min: -10n, max: 10n }),
)
const floats = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const strings = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'Éa', '\uffff', '\u{10000}', 'ﬁ', 'İ'),
  fc.string({ maxLength: 4 }),
)
const instants = fc.bigInt({ min: -1_000_000_000n, max: 4_000_000_000_000_000n })

const valuesOf: Readonly<Record<keyof typeof sampleTypes, fc.Arbitrary<Value>>> = {
  i: ints,
  f: floats,
  s: strings,
  b: fc.boolean(),
  t: instants,
  v: fc.array(floats, { minLength: 2, maxLength: 2 }),
  w: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 }),
}

/** A value, or null, for each of `sampleTypes`. */
export function arbitraryValues(): fc.Arbitrary<Readonly<Record<string, Value>>> {
  const nullable = Object.entries(valuesOf).map(
    ([name, values]) => [name, fc.option(values, { freq: 4 })] as const,
  )
  return fc.record(Object.fromEntries(nullable))
}

function literalOf(type: ScalarType): fc.Arbitrary<ExpressionDocument> {
  const none = fc.constant({ literal: null, type })
  const some: Readonly<Record<ScalarType, fc.Arbitrary<ExpressionDocument>>> = {
    int: ints.map(value => ({ literal: String(value), type })),
    float: floats.map(value => ({ literal: value, type })),
    string: strings.map(value => ({ literal: value })),
    bool: fc.boolean().map(value => ({ literal: value })),
    timestamp: fc
      .constantFrom('2026-03-01T00:00:00Z', '1969-12-31T23:59:59.999999+00:30')
      .map(literal => ({ literal, type })),
  }
  return fc.oneof({ arbitrary: some[type], weight: 5 }, { arbitrary: none, weight: 1 })
}

const call = (name: string, ...args: fc.Arbitrary<ExpressionDocument>[]): fc.Arbitrary<ExpressionDocument> =>
  fc.tuple(...args).map(each => ({ call: name, args: each }) as ExpressionDocument)

/** Made once each: an arbitrary holds those of its arguments, so making them anew would take exponential time. */
const made = new Map<string, fc.Arbitrary<ExpressionDocument>>()

/**
 * A legal expression document of a type, at most `depth` calls deep. In stored features names are fields; in
 * on-demand ones names are features, and `ln`, `exp`, `dot` and `cosine` occur.
 */
export function arbitraryExpression(
  type: ScalarType,
  kind: 'stored' | 'on-demand',
  depth: number,
): fc.Arbitrary<ExpressionDocument> {
  const id = `${type} ${kind} ${depth}`
  const arbitrary = made.get(id) ?? makeExpression(type, kind, depth)
  made.set(id, arbitrary)
  return arbitrary
}

function makeExpression(
  type: ScalarType,
  kind: 'stored' | 'on-demand',
  depth: number,
): fc.Arbitrary<ExpressionDocument> {
  const read = (name: string) =>
    fc.constant<ExpressionDocument>(kind === 'stored' ? { field: name } : { feature: name })
  const leaf = fc.oneof(read(nameOf[type]), literalOf(type))
  if (depth === 0) return leaf
  const of = (inner: ScalarType) => arbitraryExpression(inner, kind, depth - 1)
  const number = fc.oneof(of('int'), of('float'))
  const vector = fc.oneof(read('v'), read('w'))
  const compared = (['int', 'float', 'string', 'timestamp'] as const).flatMap(inner => {
    const other = inner === 'int' || inner === 'float' ? number : of(inner)
    return ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].map(name => call(name, of(inner), other))
  })
  const calls: Readonly<Record<ScalarType, fc.Arbitrary<ExpressionDocument>[]>> = {
    bool: [
      call('and', of('bool'), of('bool')),
      call('or', of('bool'), of('bool'), of('bool')),
      call('not', of('bool')),
      call('isNull', fc.oneof(of('string'), read('v'))),
      call('eq', of('bool'), of('bool')),
      fc.oneof(...compared),
    ],
    int: [
      ...['add', 'sub', 'mul', 'mod'].map(name => call(name, of('int'), of('int'))),
      ...['neg', 'abs', 'floor'].map(name => call(name, of('int'))),
      call('length', of('string')),
    ],
    float: [
      ...['add', 'sub', 'mul', 'mod'].map(name => call(name, of('float'), number)),
      call('div', number, number),
      ...['neg', 'abs', 'floor'].map(name => call(name, of('float'))),
      call('sqrt', number),
      ...(kind === 'stored'
        ? []
        : [
            call('ln', number),
            call('exp', number),
            call('dot', vector, vector),
            call('cosine', vector, vector),
          ]),
    ],
    string: [
      call('lower', of('string')),
      call('upper', of('string')),
      call('concat', of('string'), of('string')),
    ],
    timestamp: [],
  }
  const generic = [call('coalesce', of(type), of(type)), call('if', of('bool'), of(type), of(type))]
  return fc.oneof(leaf, ...generic, ...calls[type])
}
