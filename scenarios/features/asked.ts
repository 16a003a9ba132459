import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** Two sources, vectors, and features that are computed when asked from others and from what the request holds. */
export const asked = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'offers',
  version: 7,
  entity: { account: 'string' },
  sources: {
    purchases: { key: { account: 'buyer' }, fields: { buyer: 'string', amount: 'float', units: 'int' } },
    tastes: {
      key: { account: 'account' },
      fields: { account: 'string', taste: 'vector<float32,3>', place: 'vector<float64,2>', note: 'string' },
    },
  },
  features: {
    spend_20m: {
      source: 'purchases',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '20m' },
    },
    units_20m: {
      source: 'purchases',
      aggregate: { kind: 'sum', of: { field: 'units' } },
      window: { length: '20m', closed: 'right' },
    },
    taste: { source: 'tastes', aggregate: { kind: 'latest', of: { field: 'taste' } } },
    places: {
      source: 'tastes',
      aggregate: { kind: 'lastN', of: { field: 'place' }, n: 2 },
      window: { length: '30m' },
    },
    note: { source: 'tastes', aggregate: { kind: 'last', of: { field: 'note' } }, window: { length: '30m' } },
    ratio: {
      request: { amount: 'float' },
      onDemand: { call: 'div', args: [{ request: 'amount' }, { feature: 'spend_20m' }] },
    },
    likeness: {
      request: { offer: 'vector<float32,3>' },
      onDemand: { call: 'cosine', args: [{ request: 'offer' }, { feature: 'taste' }] },
    },
    strength: {
      request: { offer: 'vector<float32,3>' },
      onDemand: { call: 'dot', args: [{ request: 'offer' }, { feature: 'taste' }] },
    },
    surprise: { onDemand: { call: 'ln', args: [{ call: 'abs', args: [{ feature: 'ratio' }] }] } },
    bulk: {
      request: { units: 'int' },
      onDemand: {
        call: 'or',
        args: [
          {
            call: 'gt',
            args: [{ call: 'add', args: [{ request: 'units' }, { feature: 'units_20m' }] }, { literal: 100 }],
          },
          { call: 'isNull', args: [{ feature: 'note' }] },
        ],
      },
    },
    label: {
      request: { greeting: 'string' },
      onDemand: {
        call: 'concat',
        args: [{ request: 'greeting' }, { call: 'upper', args: [{ feature: 'note' }] }],
      },
    },
  },
})
