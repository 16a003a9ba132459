/** The example of history § The definition document, for tests. */
export const fraud = {
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 3,
  entity: { account: 'string' },
  sources: {
    payments: {
      key: { account: 'payer' },
      fields: { payer: 'string', amount: 'float', units: 'int', settled: 'bool', merchant: 'string' },
    },
  },
  features: {
    spend_24h: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '24h', closed: 'left', slide: '5m' },
      where: { call: 'eq', args: [{ field: 'settled' }, { literal: true }] },
      nulls: 'skip',
      allowedLateness: '2h',
    },
    payments_ever: { source: 'payments', aggregate: { kind: 'count' }, window: { closed: 'right' } },
    spend_daily: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '30d' },
      refresh: { every: '1d', delay: '6h' },
    },
    last_merchant: {
      source: 'payments',
      aggregate: { kind: 'latest', of: { field: 'merchant' }, ttl: '7d' },
    },
    ratio: {
      request: { amount: 'float' },
      onDemand: { call: 'div', args: [{ request: 'amount' }, { feature: 'spend_24h' }] },
    },
  },
} as const
