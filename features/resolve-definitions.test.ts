import { expect, test } from 'vitest'
import { fraud } from './resolve/example-document.ts'
import { definitionsOrThrow } from './resolve-definitions.ts'

test('the example of the specification resolves, and its document resolves to the same hash', () => {
  const definitions = definitionsOrThrow(fraud)
  expect([...definitions.features.keys()]).toEqual([
    'spend_24h',
    'payments_ever',
    'spend_daily',
    'last_merchant',
    'ratio',
  ])
  expect(definitionsOrThrow(JSON.parse(JSON.stringify(definitions.document))).hash).toBe(definitions.hash)
})
