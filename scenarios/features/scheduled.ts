import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** Features that a batch job computes on a grid and that are there some time later, beside one that is always fresh. */
export const scheduled = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'shops',
  version: 4,
  entity: { shop: 'string' },
  sources: { sales: { key: { shop: 'shop' }, fields: { shop: 'string', total: 'float', items: 'int' } } },
  features: {
    sales_6h: {
      source: 'sales',
      aggregate: { kind: 'sum', of: { field: 'total' } },
      window: { length: '6h' },
      refresh: { every: '1h', delay: '10m' },
    },
    sales_half_day: {
      source: 'sales',
      aggregate: { kind: 'count' },
      window: { length: '12h', closed: 'right', slide: '1h' },
      refresh: { every: '3h' },
    },
    items_ever: {
      source: 'sales',
      aggregate: { kind: 'mean', of: { field: 'items' } },
      refresh: { every: '2h', delay: '3h' },
      allowedLateness: '1h',
    },
    newest_total: {
      source: 'sales',
      aggregate: { kind: 'latest', of: { field: 'total' }, ttl: '2h' },
      refresh: { every: '1h', delay: '5m' },
    },
    items_now: {
      source: 'sales',
      aggregate: { kind: 'sum', of: { field: 'items' } },
      window: { length: '3h' },
    },
  },
})
