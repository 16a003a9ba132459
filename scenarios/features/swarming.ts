import { features, source } from '../../features/builder/index.ts'

const payment = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', units: 'int', settled: 'bool', merchant: 'string' },
})

/** Eight features in which every rule of a window, a null, a tie and a refresh comes up: what the swarm asks for. */
export const swarming = features('swarm', 1, {
  spend_10m: payment
    .where(p => p.settled)
    .sum(p => p.amount)
    .over('10m'),
  attempts_10m: payment.count({ allowedLateness: '5m' }).over('10m', { closed: 'right' }),
  units_sliding: payment.sum(p => p.units, { nulls: 'poison' }).over('30m', { slide: '5m' }),
  spread_20m: payment.stddev(p => p.units, { nulls: 'zero' }).over('20m', { closed: 'right' }),
  merchants_ever: payment.countDistinct(p => p.merchant).unbounded({ closed: 'right' }),
  last_merchant: payment.latest(p => p.merchant, { ttl: '8m' }),
  last_amounts: payment.lastN(p => p.amount, 3).over('1h'),
  largest_hourly: payment.max(p => p.amount, { refresh: { every: '15m', delay: '2m' } }).over('1h'),
})
