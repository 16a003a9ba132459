import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { serviceOrThrow } from '../../../features/resolve-service.ts'
import { fileOf, openTestStore, paymentsDocument } from '../testing/embedded-test-store.ts'

test('the OpenAPI document is a valid one, and names every set, version and type that is served', async () => {
  const added = { recent: { source: 'payments', aggregate: { kind: 'lastN', n: 2, of: { field: 'units' } } } }
  const third = definitionsOrThrow(paymentsDocument(3))
  const service = serviceOrThrow({ schema: 'plumbline.service/1', name: 'checkout', uses: ['fraud@3'] }, [
    third,
  ])
  const store = await openTestStore([
    { definitions: [third], services: [service] },
    fileOf(paymentsDocument(4, added)),
  ])
  try {
    const { body } = await store.get('/openapi.json')
    const validation = await new Validator().validate(structuredClone(body))
    expect(validation.errors).toBe(undefined)
    expect(validation.valid).toBe(true)
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/v1/features/fraud',
        '/v1/features/checkout',
        '/v1/events/payments',
        '/health',
        '/metrics',
      ]),
    )
    const schemas = body.components.schemas
    const values = (id: string) => schemas[id].properties.answers.items.properties.values.properties
    expect(values('fraud-3-answers').recent).toBe(undefined)
    expect(values('fraud-4-answers').recent.anyOf[0].items.anyOf[0]).toMatchObject({
      type: 'string',
      format: 'int64',
    })
    expect(values('checkout-3-answers')).toHaveProperty('fraud__spend')
    expect(schemas['fraud-3-question'].properties.entities.items.properties.key.required).toEqual(['account'])
  } finally {
    await store.close()
  }
})
