import { expect, test } from 'vitest'
import { features, onDemand, service, source } from './builder/index.ts'
import { fraud } from './resolve/testing/example-document.ts'
import { definitionsOrThrow } from './resolve-definitions.ts'
import { targetsOf } from './targets-of.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float' },
})
const spend = features('spend', 1, { total: payments.sum(p => p.amount) })
const merchant = features('merchant', 2, { facts: payments.count() })
const checkout = service('checkout', [spend, merchant]).with({
  half: onDemand({}, (_, f) => f.spend.total.div(2)),
})

const names = (exported: unknown) => {
  const { definitions, services } = targetsOf(exported)
  return [definitions.map(({ name }) => name), services.map(({ name }) => name)]
}

test('a document, what the builder makes, and resolved definitions are one and the same', () => {
  expect(names(fraud)).toEqual([['fraud'], []])
  expect(names(spend)).toEqual([['spend'], []])
  expect(targetsOf(spend).definitions).toEqual(targetsOf(spend.document).definitions)
  expect(names(definitionsOrThrow(fraud))).toEqual([['fraud'], []])
})

test('a service of the builder brings its documents along, and gives them once', () => {
  expect(names(checkout)).toEqual([['spend', 'merchant'], ['checkout']])
  expect(names([spend, checkout, merchant, checkout])).toEqual([['spend', 'merchant'], ['checkout']])
})

test('the definitions of a History, services and documents in any order, are read back', () => {
  const page = JSON.parse(JSON.stringify([checkout.document, merchant.document, spend.document]))
  const { definitions, services } = targetsOf(page)
  expect(definitions.map(({ hash }) => hash)).toEqual([merchant.definitions.hash, spend.definitions.hash])
  expect(services[0]).toEqual(checkout.service)
})

test('nothing, something else, and names that would share a table are refused', () => {
  expect(() => targetsOf([])).toThrow('there is no definition document')
  expect(() => targetsOf(undefined)).toThrow('must be an object')
  expect(() => targetsOf({ schema: 'plumbline.history/1' })).toThrow('"plumbline.history/1" is not a schema')
  expect(() => targetsOf({ ...fraud, schema: 'plumbline.definitions/2' })).toThrow(
    expect.objectContaining({ code: 'unknown-schema' }),
  )
  expect(() => targetsOf([fraud, { ...fraud, version: 4 }])).toThrow(
    'two documents or services are named fraud',
  )
  expect(() => targetsOf([spend, merchant, service('spend', [merchant])])).toThrow('named spend')
  const twice = [spend, features('spend', 1, { total: payments.mean(p => p.amount) })]
  expect(() => targetsOf(twice)).toThrow(expect.objectContaining({ code: 'version-conflict' }))
  expect(() => targetsOf([checkout.document])).toThrow('there is no document spend@1 at hand')
})
