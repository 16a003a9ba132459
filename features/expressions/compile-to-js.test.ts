import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CallName, ExpressionDocument } from '../expression.ts'
import type { FieldType, ScalarType, Value } from '../value.ts'
import { compileExpression } from './compile-to-js.ts'
import { resolveExpression } from './resolve-expression.ts'
import { arbitraryExpression, arbitraryValues, sampleTypes } from './testing/arbitrary-expression.ts'
import { evaluateDocument, scopeOf } from './testing/evaluate-document.ts'
import { writeExpression } from './write-expression.ts'

/** Calls a function on values of one type each, given as features. */
function apply(name: CallName, ...args: readonly (readonly [FieldType, Value])[]): Value {
  const names = args.map((_, index) => `a${index}`)
  const types = Object.fromEntries(args.map(([type], index) => [`a${index}`, type]))
  const values = Object.fromEntries(args.map(([, value], index) => [`a${index}`, value]))
  return evaluateDocument({ call: name, args: names.map(feature => ({ feature })) }, types, values)
}

const int = (value: bigint | null) => ['int', value] as const
const float = (value: number | null) => ['float', value] as const
const text = (value: string | null) => ['string', value] as const
const bool = (value: boolean | null) => ['bool', value] as const
const instant = (value: bigint | null) => ['timestamp', value] as const
const pair = (...value: readonly number[]) => ['vector<float64,2>', value] as const
const intMin = -(2n ** 63n)
const intMax = 2n ** 63n - 1n

const cases: readonly (readonly [CallName, readonly (readonly [FieldType, Value])[], Value])[] = [
  ['eq', [int(1n), float(1)], true],
  ['eq', [text('a'), text('a ')], false],
  ['eq', [float(-0), float(0)], true],
  ['eq', [bool(null), bool(null)], null],
  ['ne', [instant(5n), instant(6n)], true],
  ['ne', [int(null), int(1n)], null],
  ['lt', [text('\uffff'), text('\u{10000}')], true],
  ['le', [int(2n ** 53n + 1n), int(2n ** 53n)], false],
  ['gt', [instant(7n), instant(6n)], true],
  ['ge', [text('b'), text('b')], true],
  ['ge', [text('b'), text(null)], null],
  ['not', [bool(true)], false],
  ['not', [bool(null)], null],
  ['isNull', [['list<int>', null]], true],
  ['isNull', [['list<int>', []]], false],
  ['coalesce', [int(null), float(null), int(3n)], 3],
  ['coalesce', [text(null), text(null)], null],
  ['if', [bool(null), int(1n), int(2n)], 2n],
  ['if', [bool(true), int(1n), float(2)], 1],
  ['if', [bool(false), int(1n), int(null)], null],
  ['add', [int(intMax), int(1n)], null],
  ['add', [int(intMax), float(1)], 2 ** 63],
  ['add', [float(1e308), float(1e308)], null],
  ['sub', [int(intMin), int(1n)], null],
  ['mul', [int(3_037_000_500n), int(3_037_000_500n)], null],
  ['mul', [int(2n), int(null)], null],
  ['div', [int(7n), int(2n)], 3.5],
  ['div', [int(0n), int(0n)], null],
  ['div', [float(1), float(-0)], null],
  ['mod', [int(-7n), int(2n)], -1n],
  ['mod', [int(7n), int(-2n)], 1n],
  ['mod', [int(intMin), int(-1n)], 0n],
  ['mod', [int(7n), int(0n)], null],
  ['mod', [float(-7.5), float(2)], -1.5],
  ['mod', [float(7.5), float(0)], null],
  ['neg', [int(intMin)], null],
  ['neg', [float(0)], 0],
  ['abs', [int(intMin)], null],
  ['abs', [float(-2.5)], 2.5],
  ['floor', [float(-2.5)], -3],
  ['floor', [int(5n)], 5n],
  ['sqrt', [int(9n)], 3],
  ['sqrt', [float(-1)], null],
  ['ln', [float(0)], null],
  ['ln', [float(-1)], null],
  ['exp', [int(0n)], 1],
  ['exp', [float(1000)], null],
  ['lower', [text('ÀBCß')], 'Àbcß'],
  ['upper', [text('àbcß')], 'àBCß'],
  ['lower', [text(null)], null],
  ['concat', [text('a'), text(null), text('b')], null],
  ['concat', [text('a'), text(''), text('b')], 'ab'],
  ['length', [text('a\u{1f600}')], 2n],
  ['length', [text('')], 0n],
  ['dot', [pair(1, 2), pair(3, 4)], 11],
  ['dot', [pair(1e200, 0), pair(1e200, 0)], null],
  ['dot', [pair(1, 2), ['vector<float32,2>', [0.5, 0.25]]], 1],
  ['cosine', [pair(3, 4), pair(3, 4)], 1],
  ['cosine', [pair(1, 0), pair(0, 1)], 0],
  ['cosine', [pair(0, 0), pair(0, 1)], null],
  ['cosine', [pair(1, 1), ['vector<float64,2>', null]], null],
]

const titled = cases.map(([name, args, expected]) => {
  const shown = args.map(([type, value]) => `${type} ${String(value)}`).join(', ')
  return [`${name}(${shown}) is ${String(expected)}, as semantics § 6 says`, name, args, expected] as const
})

test.each(titled)('%s', (_title, name, args, expected) => {
  expect(apply(name, ...args)).toStrictEqual(expected)
})

const three = [true, false, null] as const

/** Kleene's tables by rank: `and` is the least, `or` the greatest, of false < null < true. */
test('and and or are three-valued in every one of their cases', () => {
  const rank = (value: boolean | null) => (value === null ? 1 : value ? 2 : 0)
  const value = [false, null, true] as const
  for (const a of three) {
    for (const b of three) {
      expect(apply('and', bool(a), bool(b))).toBe(value[Math.min(rank(a), rank(b))])
      expect(apply('or', bool(a), bool(b))).toBe(value[Math.max(rank(a), rank(b))])
      for (const c of three) {
        expect(apply('and', bool(a), bool(b), bool(c))).toBe(value[Math.min(rank(a), rank(b), rank(c))])
        expect(apply('or', bool(a), bool(b), bool(c))).toBe(value[Math.max(rank(a), rank(b), rank(c))])
      }
    }
  }
})

test('an int beside a float becomes the nearest double, not a truncated one', () => {
  const value = {
    call: 'add',
    args: [
      { literal: '9007199254740993', type: 'int' },
      { literal: 0, type: 'float' },
    ],
  } as const
  expect(evaluateDocument(value)).toBe(9007199254740992)
  const timestamp = { literal: '1970-01-01T00:00:01.5+00:00', type: 'timestamp' } as const
  expect(evaluateDocument({ call: 'eq', args: [timestamp, timestamp] })).toBe(true)
  expect(evaluateDocument(timestamp)).toBe(1_500_000n)
})

const scalars: readonly ScalarType[] = ['int', 'float', 'string', 'bool', 'timestamp']
const typed = fc.oneof(
  ...scalars.map(type => fc.tuple(fc.constant(type), arbitraryExpression(type, 'on-demand', 3))),
)

function isOf(type: ScalarType, value: Value): boolean {
  if (value === null) return true
  if (type === 'int') return typeof value === 'bigint' && BigInt.asIntN(64, value) === value
  if (type === 'timestamp') return typeof value === 'bigint'
  if (type === 'float') return typeof value === 'number' && Number.isFinite(value)
  return typeof value === (type === 'bool' ? 'boolean' : 'string')
}

test('no expression throws, and every result is null or a legal value of the type that was inferred', () => {
  fc.assert(
    fc.property(typed, arbitraryValues(), ([type, document], values) => {
      expect(isOf(type, evaluateDocument(document, sampleTypes, values))).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test('an expression written out and resolved again is the same expression', () => {
  const scope = scopeOf('on-demand', sampleTypes)
  const resolve = (document: ExpressionDocument) =>
    resolveExpression(document, scope, 'x', (path, message) => expect.fail(`${path} ${message}`))
  fc.assert(
    fc.property(typed, ([type, document]) => {
      const expression = resolve(document)
      expect(expression?.type).toBe(type)
      expect(resolve(writeExpression(expression!))).toStrictEqual(expression)
    }),
    { numRuns: 1000 },
  )
})

test('every strict call is null as soon as one argument is', () => {
  const strict = ['eq', 'lt', 'add', 'sub', 'mul', 'div', 'mod'] as const
  fc.assert(
    fc.property(
      fc.constantFrom(...strict),
      fc.boolean(),
      fc.bigInt({ min: intMin, max: intMax }),
      (name, first, value) => {
        expect(apply(name, int(first ? null : value), int(first ? value : null))).toBeNull()
      },
    ),
  )
})

test('compiling once serves every scope: closures keep nothing between calls', () => {
  const scope = scopeOf('stored', { amount: 'float' })
  const expression = resolveExpression(
    { call: 'gt', args: [{ field: 'amount' }, { literal: 10 }] },
    scope,
    'x',
    () => {},
  )
  const evaluate = compileExpression(expression!)
  const over = (amount: number | null) =>
    evaluate({ field: () => amount, feature: () => null, request: () => null })
  expect([over(11), over(9), over(null), over(11)]).toEqual([true, false, null, true])
})
