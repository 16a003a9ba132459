import { features, source } from '../../features/builder/index.ts'

const payment = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', units: 'int', settled: 'bool', merchant: 'string' },
})

/** Spending of an account over windows of every form; most scenarios ask for it. */
export const payments = features('fraud', 3, {
  spend_10m: payment
    .where(p => p.settled)
    .sum(p => p.amount)
    .over('10m'),
  spend_sliding: payment.sum(p => p.amount).over('30m', { slide: '5m' }),
  attempts_10m: payment.count().over('10m', { closed: 'right' }),
  units_ever: payment.sum(p => p.units).unbounded({ closed: 'right' }),
  mean_20m: payment.mean(p => p.amount).over('20m', { closed: 'right' }),
  largest_30m: payment.max(p => p.amount).over('30m'),
  least_units: payment.min(p => p.units).over('15m', { closed: 'right', slide: '2m' }),
  merchants_30m: payment.countDistinct(p => p.merchant).over('30m'),
  last_merchant: payment.latest(p => p.merchant, { ttl: '8m' }),
})
