import { features, source } from '../../features/builder/index.ts'

const sale = source('sales', {
  key: { shop: 'shop' },
  fields: { shop: 'string', total: 'float', items: 'int' },
})

/** Features that a batch job computes on a grid and that are there some time later, beside one that is always fresh. */
export const scheduled = features('shops', 4, {
  sales_6h: sale.sum(s => s.total, { refresh: { every: '1h', delay: '10m' } }).over('6h'),
  sales_half_day: sale.count({ refresh: { every: '3h' } }).over('12h', { closed: 'right', slide: '1h' }),
  items_ever: sale.mean(s => s.items, { refresh: { every: '2h', delay: '3h' }, allowedLateness: '1h' }),
  newest_total: sale.latest(s => s.total, { ttl: '2h', refresh: { every: '1h', delay: '5m' } }),
  items_now: sale.sum(s => s.items).over('3h'),
})
