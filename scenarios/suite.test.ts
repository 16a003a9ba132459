import { expect, test } from 'vitest'
import { aggregateKinds } from '../features/definitions.ts'
import { callNames, type Expression } from '../features/expression.ts'
import { storedFeatures } from '../generators/boundaries.ts'
import { suite } from './suite.ts'

const documents = [...new Set(suite.flatMap(({ definitions }) => definitions))]
const stored = storedFeatures(documents)

function callsOf(expression: Expression): string[] {
  if (expression.node === 'call') return [expression.call, ...expression.args.flatMap(callsOf)]
  return expression.node === 'toFloat' ? callsOf(expression.of) : []
}

test('the suite has each scenario once, named as files are', () => {
  const names = suite.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.every(name => /^[a-z]+(-[a-z]+)*$/.test(name))).toBe(true)
})

test('the suite asks for every kind of feature that there is: what no scenario asks for, verify never checks', () => {
  const has = (holds: (feature: (typeof stored)[number]) => boolean) => stored.some(holds)
  for (const kind of aggregateKinds)
    expect(
      has(({ aggregate }) => aggregate.kind === kind),
      kind,
    ).toBe(true)
  for (const closed of ['left', 'right']) {
    expect(
      has(({ window }) => window.closed === closed && window.slide !== null),
      `slide ${closed}`,
    ).toBe(true)
    expect(
      has(({ window }) => window.closed === closed && window.length === null),
      `unbounded ${closed}`,
    ).toBe(true)
  }
  for (const rule of ['skip', 'zero', 'poison'])
    expect(
      has(({ nulls }) => nulls === rule),
      rule,
    ).toBe(true)
  expect(
    has(({ aggregate }) => aggregate.ttl === 0),
    'a ttl of 0s',
  ).toBe(true)
  expect(
    has(({ aggregate }) => (aggregate.ttl ?? 0) > 0),
    'a ttl',
  ).toBe(true)
  expect(
    has(({ allowedLateness }) => allowedLateness === 0),
    'no lateness',
  ).toBe(true)
  expect(
    has(({ allowedLateness }) => (allowedLateness ?? 0) > 0),
    'some lateness',
  ).toBe(true)
  expect(
    has(({ refresh }) => refresh !== null && refresh.delay === 0),
    'refresh',
  ).toBe(true)
  expect(
    has(({ refresh }) => refresh !== null && refresh.delay > refresh.every),
    'refresh with a long delay',
  ).toBe(true)
  expect(
    has(({ where }) => where !== null),
    'where',
  ).toBe(true)
  expect(
    has(({ type }) => type.startsWith('vector')),
    'a vector',
  ).toBe(true)
  expect(
    has(({ type }) => type.startsWith('list<list')),
    'a list of lists',
  ).toBe(true)
  expect(
    has(({ type }) => type.startsWith('list<vector')),
    'a list of vectors',
  ).toBe(true)
  expect(
    documents.some(({ sources }) => sources.size > 1),
    'several sources',
  ).toBe(true)
  expect(
    documents.some(({ entity }) => entity.length > 2),
    'composite keys',
  ).toBe(true)
  expect(
    suite.some(({ services }) => services.length > 0),
    'a service',
  ).toBe(true)
  const onDemand = documents.flatMap(({ onDemandOrder }) => onDemandOrder)
  const whenAsked = new Set(onDemand.flatMap(({ expression }) => callsOf(expression)))
  for (const call of callNames) expect(whenAsked, call).toContain(call)
  const onFacts = new Set(
    stored
      .flatMap(({ where, aggregate }) => [where, aggregate.of])
      .flatMap(each => (each ? callsOf(each) : [])),
  )
  const whenAskedOnly = ['ln', 'exp', 'dot', 'cosine']
  for (const call of callNames.filter(each => !whenAskedOnly.includes(each)))
    expect(onFacts, call).toContain(call)
  const typesOf = (kind: string) =>
    new Set(stored.flatMap(({ aggregate }) => (aggregate.kind === kind ? [aggregate.of?.type] : [])))
  for (const type of ['int', 'float', 'string', 'timestamp']) {
    expect(typesOf('min'), `min of ${type}`).toContain(type)
    expect(typesOf('max'), `max of ${type}`).toContain(type)
  }
  for (const type of ['float', 'bool', 'string', 'timestamp'])
    expect(typesOf('countDistinct'), `countDistinct of ${type}`).toContain(type)
  expect(
    onDemand.some(({ request }) => request.size > 0),
    'a request field',
  ).toBe(true)
})

test('every scenario demands that cells were compared, most of them with facts', () => {
  // A seed of the swarm may be small.
  for (const { name, mustHappen } of suite.filter(each => each.name !== 'swarm')) {
    expect(mustHappen.cellsCompared ?? 0, name).toBeGreaterThan(100)
    expect(mustHappen.nonEmpty ?? 0, name).toBeGreaterThanOrEqual(40)
  }
})
