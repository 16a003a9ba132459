import { expect, test } from 'vitest'
import { callNames } from '../expression.ts'
import { PlumblineError } from '../plumbline-error.ts'
import { fraud as example } from '../resolve/testing/example-document.ts'
import { definitionsOrThrow } from '../resolve-definitions.ts'
import { buildCall, literalOf, wrap } from './build-expression.ts'
import {
  days,
  features,
  hours,
  literal,
  micros,
  millis,
  minutes,
  onDemand,
  seconds,
  service,
  source,
  when,
} from './index.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', units: 'int', settled: 'bool', merchant: 'string' },
})

const fraud = features('fraud', 3, {
  spend_24h: payments
    .where(p => p.settled.eq(true))
    .sum(p => p.amount, { nulls: 'skip', allowedLateness: '2h' })
    .over(hours(24), { closed: 'left', slide: '5m' }),
  payments_ever: payments.count().unbounded({ closed: 'right' }),
  spend_daily: payments.sum(p => p.amount, { refresh: { every: '1d', delay: '6h' } }).over('30d'),
  last_merchant: payments.latest(p => p.merchant, { ttl: days(7) }),
}).with({
  ratio: onDemand({ amount: 'float' }, (request, f) => request.amount.div(f.spend_24h)),
})

test('the builder writes the example of the specification to the hash of its hand-written document', () => {
  expect(fraud.definitions.hash).toBe(definitionsOrThrow(example).hash)
  expect(fraud.document).toEqual(definitionsOrThrow(example).document)
})

test('a document built twice is the same, and what `with` adds leaves the first as it was', () => {
  const two = fraud.with({ double: onDemand({}, (_, f) => f.ratio.mul(2)) })
  expect([...two.definitions.features.keys()]).toEqual([...fraud.definitions.features.keys(), 'double'])
  expect(fraud.definitions.features.has('double')).toBe(false)
  expect(two.definitions.onDemandOrder.map(feature => feature.name)).toEqual(['ratio', 'double'])
  expect(() => Object.assign(fraud, { version: 4 })).toThrow(TypeError)
})

const stockType = {
  warehouse: 'int',
  sku: 'string',
  price: 'float',
  units: 'int',
  at: 'timestamp',
  v: 'vector<float32,2>',
} as const
const stock = source('stock', {
  key: { w: 'warehouse', s: 'sku' },
  fields: { ...stockType, tags: 'list<string>' },
})
const orders = source('orders', {
  key: { w: 'house', s: 'item' },
  fields: { house: 'int', item: 'string', units: 'int' },
})

const wide = features(
  'wide',
  1,
  {
    mean: stock.mean(p => p.units, { nulls: 'poison', whenEmpty: 0.5 }).over('90m'),
    minimum: stock.min(p => p.at, { whenEmpty: '2026-01-01T00:00:00Z' }),
    maximum: stock.max(p => p.units.add(1), { nulls: 'zero', whenEmpty: 2n ** 60n }),
    variance: stock.variance(p => p.price),
    stddev: stock.stddev(p => p.price, { tolerance: { relative: 1e-6 } }),
    first: stock.first(p => p.tags),
    last: stock.last(p => p.v, { whenEmpty: [0, 0.5] }),
    newest: stock.lastN(p => p.price, 3, { whenEmpty: [] }),
    distinct: orders.countDistinct(p => p.units),
    given: orders.count(p => p.units, { owner: 'stock team', description: 'orders that say how many' }),
    filtered: orders
      .where(p => p.units.gt(0))
      .where(p => p.item.ne('x'))
      .sum(p => p.units),
  },
  { description: 'all kinds' },
)

test('every aggregation is written as the document spells it, with the type that the compiler was told', () => {
  expect(wide.types).toEqual({
    mean: 'float',
    minimum: 'timestamp',
    maximum: 'int',
    variance: 'float',
    stddev: 'float',
    first: 'list<string>',
    last: 'vector<float32,2>',
    newest: 'list<float>',
    distinct: 'int',
    given: 'int',
    filtered: 'int',
  } satisfies typeof wide.types)
  expect(wide.definitions.entity).toEqual([
    { name: 'w', type: 'int' },
    { name: 's', type: 'string' },
  ])
  expect(wide.definitions.sources.get('orders')?.keyFields).toEqual(['house', 'item'])
})

test('settings reach the document', () => {
  const read = (name: string) => wide.definitions.features.get(name)
  expect(read('mean')).toMatchObject({
    nulls: 'poison',
    whenEmpty: 0.5,
    window: { length: 5_400_000_000, slide: null },
  })
  expect(read('maximum')).toMatchObject({ nulls: 'zero', whenEmpty: 2n ** 60n })
  expect(read('minimum')).toMatchObject({ whenEmpty: 1_767_225_600_000_000n })
  expect(read('last')).toMatchObject({ whenEmpty: [0, 0.5] })
  expect(read('newest')).toMatchObject({ whenEmpty: [], aggregate: { n: 3 } })
  expect(read('stddev')).toMatchObject({ tolerance: { relative: 1e-6, absolute: 0 } })
  expect(wide.document).toMatchObject({
    description: 'all kinds',
    features: {
      given: {
        owner: 'stock team',
        description: 'orders that say how many',
        aggregate: { of: { field: 'units' } },
      },
    },
  })
})

test('filters one after the other hold both', () => {
  expect(wide.document).toMatchObject({
    features: { filtered: { where: { call: 'and', args: [{ call: 'gt' }, { call: 'ne' }] } } },
  })
})

test('a service reads the features of its documents by document, and its own by name', () => {
  const checkout = service('checkout', [fraud, wide], { owner: 'checkout team' })
    .with({ risk: onDemand({ amount: 'float' }, (r, f) => r.amount.div(f.fraud.spend_24h.add(f.wide.mean))) })
    .with({ doubled: onDemand({}, (_, f) => f.risk.mul(2)) })
  expect(checkout.document).toMatchObject({
    schema: 'plumbline.service/1',
    owner: 'checkout team',
    uses: ['fraud@3', 'wide@1'],
    onDemand: {
      risk: {
        onDemand: {
          args: [{ request: 'amount' }, { args: [{ feature: 'fraud.spend_24h' }, { feature: 'wide.mean' }] }],
        },
      },
      doubled: { onDemand: { args: [{ feature: 'risk' }, { literal: 2, type: 'float' }] } },
    },
  })
  expect(checkout.service.entity.map(part => part.name)).toEqual(['account', 'w', 's'])
  expect(service('bare', [fraud]).service.onDemandOrder).toEqual([])
})

test('plain values take the type of what they stand beside', () => {
  const int = wrap<'int'>({ node: 'field', name: 'i', type: 'int' })
  const float = wrap<'float'>({ node: 'field', name: 'f', type: 'float' })
  const at = wrap<'timestamp'>({ node: 'field', name: 't', type: 'timestamp' })
  const second = (of: { expression: unknown }) => (of.expression as { args: unknown[] }).args[1]
  expect(second(int.add(2))).toEqual({ node: 'literal', value: 2n, type: 'int' })
  expect(second(float.add(2))).toEqual({ node: 'literal', value: 2, type: 'float' })
  expect(second(float.add(2n))).toEqual({ node: 'toFloat', of: literalOf(2, 'int'), type: 'float' })
  expect(second(at.ge('1970-01-01T00:00:01Z'))).toEqual({
    node: 'literal',
    value: 1_000_000n,
    type: 'timestamp',
  })
  expect(() => int.add(1.5)).toThrow('1.5 is not an int')
  expect(int.add(literal(1.5)).type).toBe('float')
  expect(int.coalesce(float).type satisfies 'float').toBe('float')
  expect(when(float.gt(1), int, float).type satisfies 'float').toBe('float')
  expect(when(float.gt(1), literal('a'), literal(null, 'string')).type satisfies 'string').toBe('string')
})

test('every call of the language has a method, but `if`, which is `when`', () => {
  const methods = Object.getPrototypeOf(literal(true)) as object
  expect([...Object.keys(methods), 'if'].sort()).toEqual([...callNames].sort())
  expect(() => buildCall('not', [])).toThrow(PlumblineError)
})

test('durations are written in their one spelling', () => {
  expect([days(1), hours(24), hours(1.5), minutes(90), seconds(0), millis(1500), micros(7)]).toEqual([
    '1d',
    '1d',
    '90m',
    '90m',
    '0s',
    '1500ms',
    '7us',
  ])
  expect(() => micros(0.5)).toThrow('micros(0.5) is not a whole number of µs')
})

test('two sources of one name but of other fields are refused', () => {
  const other = source('payments', { key: { account: 'payer' }, fields: { payer: 'string' } })
  expect(() => features('x', 1, { a: payments.count(), b: other.count() })).toThrow(
    'two sources named payments',
  )
})

test('what resolving finds is found when the document is made, all at once', () => {
  const make = () => features('x', 1, { version: payments.count(), a__b: payments.count().over('0s') })
  expect(make).toThrow(
    /version .* fixed column[\s\S]*a__b .* two underscores[\s\S]*window\.length must be greater than 0/,
  )
})
