import { describe, expect, test } from 'vitest'
import { fraud as document } from './resolve/testing/example-document.ts'
import { definitionsOrThrow } from './resolve-definitions.ts'
import { resolveService, serviceOrThrow } from './resolve-service.ts'
import { targetColumns } from './target.ts'

const fraud = definitionsOrThrow(document)

/** A document over another entity, whose key part `account` may have another type. */
function merchantOf(account: 'string' | 'int', more: object = {}) {
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'merchant',
    version: 1,
    entity: { shop: 'int', account },
    sources: { sales: { key: { shop: 'shop', account: 'account' }, fields: { shop: 'int', account } } },
    features: { sales: { source: 'sales', aggregate: { kind: 'count' } }, ...more },
  })
}

const merchant = merchantOf('string')
const available = [fraud, merchant, definitionsOrThrow({ ...document, version: 4 })]
const schema = 'plumbline.service/1'

const checkout = {
  schema,
  name: 'checkout',
  uses: ['fraud@3', 'merchant@1'],
  onDemand: {
    share: {
      request: { amount: 'float' },
      onDemand: { call: 'div', args: [{ feature: 'fraud.spend_24h' }, { feature: 'merchant.sales' }] },
    },
    half: { onDemand: { call: 'div', args: [{ feature: 'share' }, { literal: 2 }] } },
  },
}

test('a service joins entities in order of first use and names its columns after their documents', () => {
  const service = serviceOrThrow(checkout, available)
  expect(service.uses).toEqual([fraud, merchant])
  expect(service.entity).toEqual([
    { name: 'account', type: 'string' },
    { name: 'shop', type: 'int' },
  ])
  expect(service.onDemandOrder.map(({ name, type }) => [name, type])).toEqual([
    ['share', 'float'],
    ['half', 'float'],
  ])
  expect(targetColumns({ kind: 'service', service }).map(({ column }) => column)).toEqual([
    ...Object.keys(document.features).map(name => `fraud__${name}`),
    'merchant__sales',
    'share',
    'half',
  ])
})

test('its document reads back to the same service, remarks included, and is frozen', () => {
  const said = {
    ...checkout,
    owner: 'checkout team',
    onDemand: { share: { ...checkout.onDemand.share, description: 'd' } },
  }
  const service = serviceOrThrow(said, available)
  expect(serviceOrThrow(JSON.parse(JSON.stringify(service.document)), available)).toEqual(service)
  expect(service.document).toMatchObject({
    owner: 'checkout team',
    onDemand: { share: { description: 'd' } },
  })
  expect(() => Object.assign(service.document as object, { name: 'x' })).toThrow(TypeError)
})

test('a service without features of its own is legal', () => {
  expect(serviceOrThrow({ schema, name: 'checkout', uses: ['fraud@4'] }, available).onDemandOrder).toEqual([])
})

const constant = { onDemand: { literal: 1 } }
const reads = (feature: string) => ({ ...checkout, onDemand: { x: { onDemand: { feature } } } })

const wrong: readonly (readonly [string, object, string])[] = [
  ['an unknown member', { ...checkout, use: [] }, 'use is unknown here: did you mean uses?'],
  ['no schema', { ...checkout, schema: undefined }, 'schema is missing'],
  ['a bad name', { ...checkout, name: 'Checkout' }, 'name "Checkout" is no name'],
  ['no documents', { ...checkout, uses: undefined, onDemand: {} }, 'uses is missing'],
  ['an empty list of documents', { ...checkout, uses: [], onDemand: {} }, 'uses is empty'],
  ['documents that are no list', { ...checkout, uses: 'fraud@3', onDemand: {} }, 'uses must be an array'],
  [
    'a use without a version',
    { ...checkout, uses: ['fraud'], onDemand: {} },
    'uses[0] "fraud" must be "<document>@<version>"',
  ],
  [
    'a use of another version',
    { ...checkout, uses: ['fraud@5'], onDemand: {} },
    'uses[0] there is no document fraud@5 at hand: did you mean fraud@3?',
  ],
  [
    'a document in two versions',
    { ...checkout, uses: ['fraud@3', 'fraud@4'], onDemand: {} },
    'uses[1] uses fraud twice',
  ],
  ['the name of a document', { ...checkout, name: 'fraud' }, 'name is the name of a document that it uses'],
  ['features that are no object', { ...checkout, onDemand: [] }, 'onDemand must be an object'],
  ['a feature that is no object', { ...checkout, onDemand: { x: 1 } }, 'onDemand.x must be an object'],
  [
    'a feature named as a key part',
    { ...checkout, onDemand: { shop: constant } },
    'onDemand.shop shop is a key part already',
  ],
  [
    'a feature named as a document',
    { ...checkout, onDemand: { fraud: constant } },
    'onDemand.fraud fraud is a document that the service uses',
  ],
  [
    'a feature named as a fixed column',
    { ...checkout, onDemand: { watermark: constant } },
    'onDemand.watermark watermark is a fixed column',
  ],
  [
    'a bare name of a document feature',
    reads('spend_24h'),
    'onDemand.x.onDemand.feature there is no feature spend_24h',
  ],
  ['a misspelt feature', reads('fraud.spend_42h'), 'did you mean fraud.spend_24h?'],
  [
    'a document that it does not use',
    { ...reads('merchant.sales'), uses: ['fraud@3'] },
    'there is no feature merchant.sales',
  ],
  [
    'a cycle',
    { ...checkout, onDemand: { a: { onDemand: { feature: 'b' } }, b: { onDemand: { feature: 'a' } } } },
    'onDemand.a.onDemand reads itself, a → b → a',
  ],
  [
    'a request field of another type than in a document',
    { ...checkout, onDemand: { x: { request: { amount: 'int' }, ...constant } } },
    'onDemand.x.request.amount is int, but fraud.ratio declares it float',
  ],
]

describe('each mistake is refused at its path, and alone', () => {
  test.each(wrong)('%s', (_what, given, problem) => {
    const resolution = resolveService(given, available)
    const problems = resolution.ok ? [] : resolution.problems.map(({ path, message }) => `${path} ${message}`)
    expect(problems).toEqual([expect.stringContaining(problem)])
  })
})

test('a key part of two types is refused, since a probe gives it once', () => {
  const given = { schema, name: 'checkout', uses: ['fraud@3', 'merchant@1'] }
  const refused = () => serviceOrThrow(given, [fraud, merchantOf('int')])
  expect(refused).toThrow(
    'the service checkout: uses the key part account is string in fraud, but int in merchant',
  )
})

test('another schema has its own code', () => {
  const given = { ...checkout, schema: 'plumbline.service/2' }
  expect(resolveService(given, available)).toMatchObject({ ok: false, code: 'unknown-schema' })
  expect(resolveService(null, available)).toMatchObject({ ok: false, code: 'bad-definition' })
})
