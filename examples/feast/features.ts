import { days, features, source } from 'plumbline'

const orders = source('orders', {
  key: { customer: 'buyer' },
  fields: { buyer: 'string', total: 'float', items: 'int', country: 'string' },
})

/** Feast computes no windows: its features are the latest values, with a ttl or without. */
export default features('customers', 1, {
  last_total: orders.latest(o => o.total, { ttl: days(30) }),
  last_items: orders.latest(o => o.items, { ttl: days(30) }),
  last_country: orders.latest(o => o.country),
})
