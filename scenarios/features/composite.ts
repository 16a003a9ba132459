import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** Keys of two and three parts, of which some look like others once they are written in a row. */
export const composite = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'pairs',
  version: 1,
  entity: { account: 'int', merchant: 'int', channel: 'string' },
  sources: {
    orders: {
      key: { account: 'account', merchant: 'merchant', channel: 'channel' },
      fields: { merchant: 'int', account: 'int', channel: 'string', amount: 'float', units: 'int' },
    },
    refunds: {
      key: { channel: 'via', merchant: 'shop', account: 'buyer' },
      fields: { shop: 'int', buyer: 'int', via: 'string', amount: 'float' },
    },
  },
  features: {
    orders_20m: { source: 'orders', aggregate: { kind: 'count' }, window: { length: '20m' } },
    amount_20m: {
      source: 'orders',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '20m', closed: 'right' },
    },
    refunds_20m: { source: 'refunds', aggregate: { kind: 'count' }, window: { length: '20m' } },
    largest_refund: { source: 'refunds', aggregate: { kind: 'max', of: { field: 'amount' } } },
    last_units: { source: 'orders', aggregate: { kind: 'last', of: { field: 'units' } } },
    refunded: { onDemand: { call: 'div', args: [{ feature: 'refunds_20m' }, { feature: 'orders_20m' }] } },
  },
})
