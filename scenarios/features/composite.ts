import { features, onDemand, source } from '../../features/builder/index.ts'

const order = source('orders', {
  key: { account: 'account', merchant: 'merchant', channel: 'channel' },
  fields: { merchant: 'int', account: 'int', channel: 'string', amount: 'float', units: 'int' },
})

const refund = source('refunds', {
  key: { account: 'buyer', merchant: 'shop', channel: 'via' },
  fields: { via: 'string', shop: 'int', buyer: 'int', amount: 'float' },
})

/** Keys of three parts, of which some look like others once they are written in a row, from two sources. */
export const composite = features('pairs', 1, {
  orders_20m: order.count().over('20m'),
  amount_20m: order.sum(o => o.amount).over('20m', { closed: 'right' }),
  refunds_20m: refund.count().over('20m'),
  largest_refund: refund.max(r => r.amount),
  last_units: order.last(o => o.units),
}).with({ refunded: onDemand({}, (_, f) => f.refunds_20m.div(f.orders_20m)) })
