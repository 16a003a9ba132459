import { features, source } from '../../../features/builder/index.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', units: 'int', merchant: 'string' },
})

/** What the reference store is asked for under load: windows of every size that models use. */
export default features('checkout', 1, {
  attempts_10m: payments.count().over('10m', { closed: 'right' }),
  spend_1h: payments.sum(p => p.amount).over('1h'),
  units_1h: payments.sum(p => p.units).over('1h'),
  mean_24h: payments.mean(p => p.amount).over('24h', { slide: '5m' }),
  largest_24h: payments.max(p => p.amount).over('24h'),
  merchants_24h: payments.countDistinct(p => p.merchant).over('24h'),
  last_merchant: payments.latest(p => p.merchant, { ttl: '30d' }),
  payments_ever: payments.count().unbounded({ closed: 'right' }),
})
