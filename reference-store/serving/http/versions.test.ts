import { expect, test } from 'vitest'
import { fileOf, openTestStore, paymentsDocument } from '../testing/embedded-test-store.ts'

/** Version 4 reads a field that version 3 does not know. */
function withColour(): object {
  const document = paymentsDocument(4, {
    colours: { source: 'payments', aggregate: { kind: 'countDistinct', of: { field: 'colour' } } },
  }) as { sources: { payments: { fields: Record<string, string> } } }
  document.sources.payments.fields.colour = 'string'
  return document
}

const records = [
  { id: 'e1', eventTime: '1', fields: { payer: 'ann', amount: 2, colour: 'red' } },
  { id: 'e2', eventTime: '2', fields: { payer: 'ann', amount: 3, colour: 'blue' } },
  { id: 'e3', eventTime: '3', fields: { payer: 'ann', amount: 4 } },
  { id: 'e1', revision: 1, eventTime: '1', fields: { payer: 'ann', amount: 5, colour: 'blue' } },
  // Under another key than its first, for both versions.
  { id: 'e2', revision: 1, eventTime: '2', fields: { payer: 'bob', amount: 9 } },
]

test('a field that is added to a source serves the new version and does not disturb the old one', async () => {
  const store = await openTestStore([fileOf(paymentsDocument(3)), fileOf(withColour())])
  try {
    await store.append('payments', records)
    const ask = async (version: number, account: string) => {
      const { body } = await store.post('/v1/features/fraud', { entities: [{ key: { account } }], version })
      return body.answers[0].values
    }
    const alone = await openTestStore([fileOf(paymentsDocument(3))])
    await alone.append('payments', records)
    const { body } = await alone.post('/v1/features/fraud', { entities: [{ key: { account: 'ann' } }] })
    await alone.close()
    expect(await ask(3, 'ann')).toEqual(body.answers[0].values)
    expect(await ask(4, 'ann')).toEqual({ ...body.answers[0].values, colours: '1' })
    expect((await ask(4, 'bob')).payments).toBe('0')
  } finally {
    await store.close()
  }
})
