import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { serviceOrThrow } from '../../features/resolve-service.ts'
import { payments } from './payments.ts'

/** Risk of a merchant; it has a feature of the same name as one of `payments`, which must not be taken for it. */
export const merchants = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'merchant',
  version: 1,
  entity: { merchant: 'string' },
  sources: {
    disputes: {
      key: { merchant: 'merchant' },
      fields: { merchant: 'string', amount: 'float', lost: 'bool' },
    },
  },
  features: {
    disputes_20m: { source: 'disputes', aggregate: { kind: 'count' }, window: { length: '20m' } },
    spend_10m: {
      source: 'disputes',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '10m' },
    },
    risk: { onDemand: { call: 'exp', args: [{ call: 'neg', args: [{ feature: 'disputes_20m' }] }] } },
  },
})

/** One prediction that asks for an account and a merchant at once. */
export const checkout = serviceOrThrow(
  {
    schema: 'plumbline.service/1',
    name: 'checkout',
    uses: ['fraud@3', 'merchant@1'],
    onDemand: {
      share: {
        request: { amount: 'float' },
        onDemand: {
          call: 'div',
          args: [
            { request: 'amount' },
            { call: 'add', args: [{ feature: 'fraud.spend_10m' }, { feature: 'merchant.spend_10m' }] },
          ],
        },
      },
      trusted: { onDemand: { call: 'gt', args: [{ feature: 'merchant.risk' }, { literal: 0.2 }] } },
    },
  },
  [payments, merchants],
)
