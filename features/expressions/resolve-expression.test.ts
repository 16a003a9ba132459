import { describe, expect, test } from 'vitest'
import type { Expression } from '../expression.ts'
import type { FieldType, ValueType } from '../value.ts'
import { expressionDepthMax, resolveExpression, type Scope } from './resolve-expression.ts'
import { scopeOf } from './testing/evaluate-document.ts'

const types = {
  i: 'int',
  f: 'float',
  s: 'string',
  b: 'bool',
  t: 'timestamp',
  l: 'list<int>',
  v: 'vector<float32,2>',
  w: 'vector<float64,2>',
  z: 'vector<float64,3>',
} as const satisfies Readonly<Record<string, FieldType>>

function resolve(
  given: unknown,
  kind: Scope['kind'] = 'on-demand',
): { expression: Expression | null; problems: string[] } {
  const problems: string[] = []
  const report = (path: string, message: string) => problems.push(`${path} ${message}`)
  return { expression: resolveExpression(given, scopeOf(kind, types), 'e', report), problems }
}

/** `call('add', 'i', 'f')`: a call on features by name. */
const call = (name: string, ...args: (keyof typeof types)[]) => ({
  call: name,
  args: args.map(feature => ({ feature })),
})

const typed: readonly (readonly [object, ValueType])[] = [
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge'].flatMap(name =>
    (['i', 'f', 's', 't'] as const).map(arg => [call(name, arg, arg), 'bool'] as const),
  ),
  [call('eq', 'b', 'b'), 'bool'],
  [call('and', 'b', 'b', 'b'), 'bool'],
  [call('or', 'b', 'b'), 'bool'],
  [call('not', 'b'), 'bool'],
  [call('isNull', 'v'), 'bool'],
  [call('coalesce', 'v', 'v'), 'vector<float32,2>'],
  [call('coalesce', 'i', 'f', 'i'), 'float'],
  [call('if', 'b', 'l', 'l'), 'list<int>'],
  [call('if', 'b', 'f', 'i'), 'float'],
  ...['add', 'sub', 'mul', 'mod'].flatMap(name => [
    [call(name, 'i', 'i'), 'int'] as const,
    [call(name, 'i', 'f'), 'float'] as const,
    [call(name, 'f', 'f'), 'float'] as const,
  ]),
  [call('div', 'i', 'i'), 'float'],
  ...['neg', 'abs', 'floor'].flatMap(name => [
    [call(name, 'i'), 'int'] as const,
    [call(name, 'f'), 'float'] as const,
  ]),
  ...['sqrt', 'ln', 'exp'].map(name => [call(name, 'i'), 'float'] as const),
  [call('lower', 's'), 'string'],
  [call('upper', 's'), 'string'],
  [call('concat', 's', 's', 's'), 'string'],
  [call('length', 's'), 'int'],
  [call('dot', 'v', 'w'), 'float'],
  [call('cosine', 'w', 'w'), 'float'],
  [{ literal: 3 }, 'int'],
  [{ literal: 3, type: 'float' }, 'float'],
  [{ literal: 0.5 }, 'float'],
  [{ literal: '2026-03-01T00:00:00Z' }, 'string'],
  [{ literal: '2026-03-01T00:00:00Z', type: 'timestamp' }, 'timestamp'],
  [{ literal: null, type: 'bool' }, 'bool'],
  [{ literal: [1, 2], type: 'vector<float64,2>' }, 'vector<float64,2>'],
  [{ request: 'i' }, 'int'],
]

test.each(typed.map(([given, type]) => [JSON.stringify(given), type, given] as const))(
  '%s is %s',
  (_text, type, given) => {
    const { expression, problems } = resolve(given)
    expect(problems).toEqual([])
    expect(expression?.type).toBe(type)
  },
)

const refused: readonly (readonly [object | null, string])[] = [
  [call('eq', 'i', 's'), 'e eq compares int, string: give both one type'],
  [call('eq', 'v', 'v'), 'e eq compares scalars only, not vector<float32,2>'],
  [call('eq', 'l', 'l'), 'e eq compares scalars only, not list<int>'],
  [call('lt', 'b', 'b'), 'e lt orders int, float, string and timestamp, not bool'],
  [call('ge', 'l', 'l'), 'e ge orders int, float, string and timestamp, not list<int>'],
  [call('lt', 't', 'i'), 'e lt compares timestamp, int'],
  [call('and', 'b', 'i'), 'e and takes bools, not bool, int'],
  [call('not', 's'), 'e not takes bools, not string'],
  [call('coalesce', 'i', 's'), 'e coalesce takes arguments of one type, not int, string'],
  [call('coalesce', 'v', 'w'), 'e coalesce takes arguments of one type'],
  [call('if', 'i', 's', 's'), 'e if takes a bool as its condition, not int'],
  [call('if', 'b', 's', 'i'), 'e if has branches of the types string, int'],
  [call('add', 't', 'i'), 'e add takes int or float, not timestamp, int'],
  [call('sub', 't', 't'), 'e sub takes int or float, not timestamp, timestamp'],
  [call('div', 's', 's'), 'e div takes int or float, not string, string'],
  [call('neg', 'b'), 'e neg takes int or float, not bool'],
  [call('sqrt', 'v'), 'e sqrt takes int or float, not vector<float32,2>'],
  [call('lower', 'i'), 'e lower takes strings, not int'],
  [call('concat', 's', 'i'), 'e concat takes strings, not string, int'],
  [call('length', 'l'), 'e length takes strings, not list<int>'],
  [call('dot', 'v', 'l'), 'e dot takes two vectors, not vector<float32,2>, list<int>'],
  [call('dot', 'w', 'z'), 'e dot takes vectors of one dimension, not vector<float64,2>, vector<float64,3>'],
  [call('and', 'b'), 'e.args and takes two or more arguments, not 1'],
  [call('coalesce', 'b'), 'e.args coalesce takes two or more arguments, not 1'],
  [call('concat'), 'e.args concat takes two or more arguments, not 0'],
  [call('not', 'b', 'b'), 'e.args not takes 1 argument, not 2'],
  [call('if', 'b', 'i'), 'e.args if takes 3 arguments, not 2'],
  [call('eq', 'i'), 'e.args eq takes 2 arguments, not 1'],
  [call('equals', 'i', 'i'), 'e.call "equals" is no call'],
  [call('isnull', 'i'), 'e.call "isnull" is no call: did you mean isNull?'],
  [call('constructor', 'i'), 'e.call "constructor" is no call'],
  [{ call: 'not', args: { feature: 'b' } }, 'e.args must be an array of expressions'],
  [{ call: 'not' }, 'e.args must be an array of expressions'],
  [{ call: 'not', args: [{ feature: 'q' }] }, 'e.args[0].feature there is no feature q'],
  [{ literal: null }, 'e a null literal needs a type: add "type"'],
  [{ literal: [1] }, 'e is no literal: write true, false, a number'],
  [{ literal: 1, type: 'decimal' }, 'e.type "decimal" is no type'],
  [{ literal: 'x', type: 'int' }, 'e.literal "x" is not an int'],
  [{ literal: 2 ** 53 }, 'e.literal 9007199254740992 is beyond 2⁵³'],
  [{ literal: 1, typ: 'int' }, 'e.typ is unknown here: did you mean type?'],
  [{ feature: 'f', type: 'int' }, 'e.type is unknown here'],
  [{ feature: 3 }, 'e.feature must be the name of a feature'],
  [{ request: 'q' }, 'e.request there is no request field q'],
  [{ field: 'f' }, 'e reads a field, but on-demand features'],
  [{ feature: 'f', request: 'f' }, 'e is no expression'],
  [{}, 'e is no expression'],
  [null, 'e is no expression'],
]

test.each(refused.map(([given, problem]) => [JSON.stringify(given), problem, given] as const))(
  '%s: %s',
  (_text, problem, given) => {
    const { problems } = resolve(given)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  },
)

describe('stored features', () => {
  test.each(['ln', 'exp', 'dot', 'cosine'])('may not use %s, in whose last digits engines differ', name => {
    const args = name === 'ln' || name === 'exp' ? [{ field: 'f' }] : [{ field: 'v' }, { field: 'v' }]
    const { problems } = resolve({ call: name, args }, 'stored')
    expect(problems).toEqual([
      `e ${name} is allowed in on-demand features only, since engines differ in its last digits`,
    ])
  })

  test('read fields only', () => {
    expect(resolve({ field: 'f' }, 'stored').expression?.type).toBe('float')
    expect(resolve({ feature: 'f' }, 'stored').problems[0]).toContain('make it on-demand')
    expect(resolve({ request: 'f' }, 'stored').problems[0]).toContain('make it on-demand')
  })
})

test('int beside float stands as an explicit conversion, and nowhere else', () => {
  const int = { node: 'feature', name: 'i', type: 'int' }
  const float = { node: 'feature', name: 'f', type: 'float' }
  const converted = { node: 'toFloat', of: int, type: 'float' }
  expect(resolve(call('lt', 'i', 'f')).expression).toMatchObject({ args: [converted, float] })
  expect(resolve(call('if', 'b', 'f', 'i')).expression).toMatchObject({
    args: [{ name: 'b' }, float, converted],
  })
  expect(resolve(call('div', 'i', 'i')).expression).toMatchObject({ args: [converted, converted] })
  expect(resolve(call('add', 'i', 'i')).expression).toMatchObject({ args: [int, int] })
})

test('every problem of an expression is reported, and none twice', () => {
  const given = {
    call: 'and',
    args: [call('not', 'i'), { call: 'lower', args: [{ feature: 'q' }] }, { literal: null }],
  }
  expect(resolve(given).problems).toHaveLength(3)
})

test('an expression too deep for a stack is refused, one of the greatest depth is not', () => {
  const nested = (depth: number): unknown => {
    let expression: unknown = { feature: 'b' }
    for (let at = 0; at < depth; at++) expression = { call: 'not', args: [expression] }
    return expression
  }
  expect(resolve(nested(expressionDepthMax)).problems).toEqual([])
  expect(resolve(nested(100_000)).problems[0]).toContain('is nested more than 100 calls deep')
})
