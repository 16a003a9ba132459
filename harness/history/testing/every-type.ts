import type { Target } from '../../../features/target.ts'
import { targetsOf } from '../../../features/targets-of.ts'
import { targetList } from '../target-list.ts'

const payments = {
  key: { account: 'payer', region: 'area' },
  fields: {
    payer: 'string',
    area: 'int',
    amount: 'float',
    units: 'int',
    settled: 'bool',
    due: 'timestamp',
    tags: 'list<string>',
    marks: 'list<timestamp>',
    prices: 'list<float>',
    embedding: 'vector<float32,2>',
    wide: 'vector<float64,2>',
    // Names that only the reader's own columns and JavaScript's objects could mistake.
    row: 'int',
    constructor: 'string',
  },
}

const latest = (field: string) => ({ source: 'payments', aggregate: { kind: 'latest', of: { field } } })

/** A document with a field and a feature of every type. */
export const everyTypeDocument = {
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 3,
  entity: { account: 'string', region: 'int' },
  sources: { payments },
  features: {
    spend: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '1h' },
    },
    units: latest('units'),
    settled: latest('settled'),
    due: latest('due'),
    merchant: latest('payer'),
    tags: latest('tags'),
    embedding: latest('embedding'),
    recent: { source: 'payments', aggregate: { kind: 'lastN', n: 2, of: { field: 'marks' } } },
    row: latest('row'),
    share: {
      request: { amount: 'float', when: 'timestamp' },
      onDemand: { call: 'div', args: [{ request: 'amount' }, { feature: 'spend' }] },
    },
  },
} as const

/** The same source, another key and fewer fields: what is illegal for one document may be legal for this one. */
export const shopDocument = {
  schema: 'plumbline.definitions/1',
  name: 'shop',
  version: 1,
  entity: { merchant: 'int' },
  sources: { payments: { key: { merchant: 'area' }, fields: { area: 'int', amount: 'float' } } },
  features: { takings: { source: 'payments', aggregate: { kind: 'sum', of: { field: 'amount' } } } },
} as const

/** A service over both. */
export const checkoutService = {
  schema: 'plumbline.service/1',
  name: 'checkout',
  uses: ['fraud@3', 'shop@1'],
  onDemand: {
    ratio: { onDemand: { call: 'div', args: [{ feature: 'fraud.spend' }, { feature: 'shop.takings' }] } },
  },
} as const

export function targets(...documents: readonly unknown[]): Target[] {
  return targetList(targetsOf(documents))
}
