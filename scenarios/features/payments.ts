import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** Spending of an account over windows of every form; most scenarios ask for it. */
export const payments = definitionsOrThrow({
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
    spend_10m: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '10m' },
      where: { call: 'eq', args: [{ field: 'settled' }, { literal: true }] },
    },
    spend_sliding: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '30m', slide: '5m' },
    },
    attempts_10m: {
      source: 'payments',
      aggregate: { kind: 'count' },
      window: { length: '10m', closed: 'right' },
    },
    units_ever: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'units' } },
      window: { closed: 'right' },
    },
    mean_20m: {
      source: 'payments',
      aggregate: { kind: 'mean', of: { field: 'amount' } },
      window: { length: '20m', closed: 'right' },
    },
    largest_30m: {
      source: 'payments',
      aggregate: { kind: 'max', of: { field: 'amount' } },
      window: { length: '30m' },
    },
    least_units: {
      source: 'payments',
      aggregate: { kind: 'min', of: { field: 'units' } },
      window: { length: '15m', closed: 'right', slide: '2m' },
    },
    merchants_30m: {
      source: 'payments',
      aggregate: { kind: 'countDistinct', of: { field: 'merchant' } },
      window: { length: '30m' },
    },
    last_merchant: {
      source: 'payments',
      aggregate: { kind: 'latest', of: { field: 'merchant' }, ttl: '8m' },
    },
  },
})
