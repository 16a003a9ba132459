import { describe, expect, test } from 'vitest'
import { resolveDefinitions } from '../resolve-definitions.ts'
import { fraud } from './testing/example-document.ts'
import { count, documentOf, of, problemsOf, sum, withSource } from './testing/small-document.ts'

const wrong: readonly (readonly [string, object, string])[] = [
  ['a feature that is text', documentOf('count'), 'features.x must be an object with'],
  [
    'an unknown member of a feature',
    documentOf({ ...count, alowedLateness: '1h' }),
    'features.x.alowedLateness is unknown here: did you mean allowedLateness?',
  ],
  [
    'a request on a stored feature',
    documentOf({ ...count, request: {} }),
    'features.x.request is unknown here',
  ],
  ['no source', documentOf({ aggregate: { kind: 'count' } }), 'features.x.source is missing'],
  [
    'an unknown source',
    documentOf({ ...count, source: 'logs' }),
    'features.x.source there is no source logs: did you mean log?',
  ],
  ['no aggregate', documentOf({ source: 'log' }), 'features.x.aggregate is missing'],
  ['no kind', documentOf({ source: 'log', aggregate: {} }), 'features.x.aggregate.kind is missing'],
  [
    'an unknown kind',
    documentOf(of('average', 'f')),
    'features.x.aggregate.kind "average" is not one of count, sum',
  ],
  ['a misspelt kind', documentOf(of('varianc', 'f')), 'did you mean variance?'],
  [
    'a sum of nothing',
    documentOf({ source: 'log', aggregate: { kind: 'sum' } }),
    'features.x.aggregate.of is missing: sum takes int or float',
  ],
  [
    'a sum of strings',
    documentOf(of('sum', 's')),
    'features.x.aggregate.of is string, but sum takes int or float',
  ],
  [
    'a mean of bools',
    documentOf(of('mean', 'b')),
    'features.x.aggregate.of is bool, but mean takes int or float',
  ],
  [
    'a stddev of timestamps',
    documentOf(of('stddev', 't')),
    'features.x.aggregate.of is timestamp, but stddev takes',
  ],
  ['a maximum of lists', documentOf(of('max', 'l')), 'features.x.aggregate.of is list<int>, but max takes'],
  [
    'distinct vectors',
    documentOf(of('countDistinct', 'v')),
    'features.x.aggregate.of is vector<float32,2>, but countDistinct takes',
  ],
  [
    'an unknown field',
    documentOf(of('sum', 'ff')),
    'features.x.aggregate.of.field there is no field ff: did you mean f?',
  ],
  ['lastN without n', documentOf(of('lastN', 'f')), 'features.x.aggregate.n is missing'],
  ['lastN of no value', documentOf(of('lastN', 'f', { n: 0 })), 'features.x.aggregate.n must be at least 1'],
  [
    'lastN of a part',
    documentOf(of('lastN', 'f', { n: 1.5 })),
    'features.x.aggregate.n must be a whole number',
  ],
  [
    'n elsewhere',
    documentOf(of('last', 'f', { n: 1 })),
    'features.x.aggregate.n is for lastN only, not for last',
  ],
  [
    'ttl elsewhere',
    documentOf({ source: 'log', aggregate: { kind: 'count', ttl: '1h' } }),
    'features.x.aggregate.ttl is for latest only, not for count',
  ],
  [
    'a ttl that is no duration',
    documentOf(of('latest', 'f', { ttl: 'never' })),
    'features.x.aggregate.ttl "never" is no duration',
  ],
  [
    'a ttl that is a number',
    documentOf(of('latest', 'f', { ttl: 60 })),
    'features.x.aggregate.ttl must be a duration in quotes',
  ],
  [
    'a window of no length',
    documentOf({ ...count, window: { length: '0s' } }),
    'features.x.window.length must be greater than 0',
  ],
  [
    'a slide of no length',
    documentOf({ ...count, window: { length: '1h', slide: '0s' } }),
    'features.x.window.slide must be greater than 0',
  ],
  [
    'a slide without a length',
    documentOf({ ...count, window: { slide: '5m' } }),
    'features.x.window.slide needs a length',
  ],
  [
    'a slide that is no duration',
    documentOf({ ...count, window: { length: '1h', slide: '5 min' } }),
    'features.x.window.slide "5 min" is no duration: write a whole number and us, ms',
  ],
  [
    'a window that is a duration',
    documentOf({ ...count, window: '24h' }),
    'features.x.window must be an object with length, closed, slide',
  ],
  [
    'an end that is none',
    documentOf({ ...count, window: { closed: 'both' } }),
    'features.x.window.closed "both" is not one of left, right',
  ],
  [
    'an unknown member of a window',
    documentOf({ ...count, window: { size: '1h' } }),
    'features.x.window.size is unknown here',
  ],
  [
    'a refresh of no length',
    documentOf({ ...count, refresh: { every: '0s' } }),
    'features.x.refresh.every must be greater than 0',
  ],
  [
    'a refresh without every',
    documentOf({ ...count, refresh: { delay: '1h' } }),
    'features.x.refresh.every is missing',
  ],
  [
    'a negative delay',
    documentOf({ ...count, refresh: { every: '1h', delay: '-1h' } }),
    'features.x.refresh.delay "-1h" is no duration',
  ],
  [
    'a lateness that is no duration',
    documentOf({ ...count, allowedLateness: '2 hours' }),
    'features.x.allowedLateness "2 hours" is no duration',
  ],
  [
    'a null rule that is none',
    documentOf({ ...sum, nulls: 'ignore' }),
    'features.x.nulls "ignore" is not one of skip, zero, poison',
  ],
  [
    'a null rule on count',
    documentOf({ ...count, nulls: 'skip' }),
    'features.x.nulls does not apply to count',
  ],
  [
    'a null rule on count of a value',
    documentOf({ ...of('count', 'f'), nulls: 'poison' }),
    'features.x.nulls does not apply to count',
  ],
  [
    'a null rule on latest',
    documentOf({ ...of('latest', 'f'), nulls: 'skip' }),
    'features.x.nulls does not apply to latest',
  ],
  [
    'zero for strings',
    documentOf({ ...of('last', 's'), nulls: 'zero' }),
    'features.x.nulls zero is for int and float, but the input is string',
  ],
  [
    'a filter that is no bool',
    documentOf({ ...count, where: { field: 'f' } }),
    'features.x.where is float, but a filter must be a bool',
  ],
  [
    'a filter over a feature',
    documentOf({ ...count, where: { feature: 'x' } }),
    'features.x.where reads a feature, but stored features read fields',
  ],
  [
    'a filter over a request',
    documentOf({ ...count, where: { request: 'x' } }),
    'features.x.where reads a request field, but stored features',
  ],
  [
    'an empty value of another type',
    documentOf({ ...sum, whenEmpty: 'none' }),
    'features.x.whenEmpty "none" is not a float',
  ],
  [
    'an empty count that is no whole number',
    documentOf({ ...count, whenEmpty: 0.5 }),
    'features.x.whenEmpty 0.5 is not an int',
  ],
  [
    'a negative tolerance',
    documentOf({ ...sum, tolerance: { relative: -1 } }),
    'features.x.tolerance.relative must not be negative',
  ],
  [
    'a tolerance that is text',
    documentOf({ ...sum, tolerance: { absolute: '1' } }),
    'features.x.tolerance.absolute must be a number',
  ],
  [
    'a tolerance that is infinite',
    documentOf({ ...sum, tolerance: { absolute: Number.POSITIVE_INFINITY } }),
    'features.x.tolerance.absolute must be a number',
  ],
  [
    'a tolerance for text',
    documentOf({ ...of('latest', 's'), tolerance: {} }),
    'features.x.tolerance is for numbers, but the feature is string',
  ],
  [
    'an aggregate on an on-demand feature',
    documentOf({ onDemand: { literal: 1 }, aggregate: {} }),
    'features.x.aggregate is unknown here',
  ],
  [
    'an on-demand feature over a field',
    documentOf({ onDemand: { field: 'f' } }),
    'features.x.onDemand reads a field, but on-demand features read features',
  ],
  [
    'an undeclared request field',
    documentOf({ onDemand: { request: 'amount' }, request: { amuont: 'float' } }),
    'features.x.onDemand.request there is no request field amount: did you mean amuont?',
  ],
  [
    'a request field of no type',
    documentOf({ onDemand: { literal: 1 }, request: { a: 'number' } }),
    'features.x.request.a "number" is no type here',
  ],
  [
    'a request field with a bad name',
    documentOf({ onDemand: { literal: 1 }, request: { A: 'int' } }),
    'features.x.request.A "A" is no name',
  ],
  [
    'an unknown feature',
    documentOf({ onDemand: { feature: 'y' } }),
    'features.x.onDemand.feature there is no feature y: did you mean x?',
  ],
  [
    'a feature that reads itself',
    documentOf({ onDemand: { feature: 'x' } }),
    'features.x.onDemand reads itself, x → x: break the cycle',
  ],
]

describe('each mistake is refused at its path, and alone: a message in its wake would send the user astray', () => {
  test.each(wrong)('%s', (_what, document, problem) => {
    expect(problemsOf(document)).toEqual([expect.stringContaining(problem)])
  })
})

const legal: readonly (readonly [string, object])[] = [
  ['a ttl of zero', documentOf(of('latest', 'f', { ttl: '0s' }))],
  ['a lateness of zero', documentOf({ ...count, allowedLateness: '0s' })],
  ['a lastN of vectors', documentOf(of('lastN', 'v', { n: 2 }))],
  ['a count of a list', documentOf(of('count', 'l'))],
  ['an explicit null for no facts', documentOf({ ...count, whenEmpty: null })],
  ['zero for distinct numbers', documentOf({ ...of('countDistinct', 'i'), nulls: 'zero' })],
  ['a tolerance with defaults', documentOf({ ...sum, tolerance: {} })],
  ['a version 0', documentOf(count, { version: 0 })],
  [
    'a field with the name of the key part',
    withSource({ key: { account: 'account' }, fields: { account: 'string' } }),
  ],
  ['a feature named as a method of objects', documentOf(count, { features: { constructor: count } })],
  [
    'no source but request fields',
    { ...documentOf({ request: { a: 'int' }, onDemand: { request: 'a' } }), sources: undefined },
  ],
  ['a boundless filter', documentOf({ ...count, where: { literal: null, type: 'bool' } })],
]

test.each(legal)('%s is legal', (_what, document) => {
  expect(problemsOf(document)).toEqual([])
})

test('a cycle names the features along it, once, and what only leads to it is not blamed', () => {
  const read = (feature: string) => ({ onDemand: { call: 'isNull', args: [{ feature }] } })
  const document = { ...fraud, features: { in: read('a'), a: read('b'), b: read('c'), c: read('a') } }
  expect(problemsOf(document)).toEqual(['features.a.onDemand reads itself, a → b → c → a: break the cycle'])
})

test('on-demand features are ordered after what they read, wherever they stand', () => {
  const add = (...names: string[]) => ({
    onDemand: { call: 'add', args: names.map(feature => ({ feature })) },
  })
  const document = documentOf(sum, {
    features: { z: add('y', 'x'), y: add('x', 'x'), x: sum, w: add('z', 'y') },
  })
  const resolution = resolveDefinitions(document)
  expect(resolution.ok && resolution.definitions.onDemandOrder.map(({ name }) => name)).toEqual([
    'y',
    'z',
    'w',
  ])
  expect(resolution.ok && [...resolution.definitions.features.keys()]).toEqual(['z', 'y', 'x', 'w'])
})

test('two features that ask a request field as two types are refused, since a probe gives it once', () => {
  const asks = (type: string) => ({ request: { a: type }, onDemand: { request: 'a' } })
  const document = documentOf(count, {
    features: { one: asks('int'), two: asks('float'), three: asks('int') },
  })
  expect(problemsOf(document)).toEqual([
    'features.two.request.a is float, but features.one declares it int: give both one type',
  ])
})

test('problems of one part hide no problem of another', () => {
  const bad = {
    source: 'lg',
    aggregate: { kind: 'sum', of: { field: 'q' }, ttl: 'x' },
    window: { length: 1, slide: 'x' },
    nulls: 'y',
  }
  const document = {
    ...documentOf(bad),
    name: 'A',
    sources: { log: { key: { account: 'q' }, fields: { p: 'x' } } },
  }
  expect(problemsOf(document).map(problem => problem.split(' ')[0])).toEqual([
    'name',
    'sources.log.fields.p',
    'sources.log.key.account',
    'features.x.nulls',
    'features.x.source',
    'features.x.aggregate.ttl',
    'features.x.aggregate.ttl',
    'features.x.window.length',
    'features.x.window.slide',
    'features.x.window.slide',
  ])
})
