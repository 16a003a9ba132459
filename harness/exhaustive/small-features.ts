import { features, source } from '../../features/builder/index.ts'

const payment = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', units: 'int' },
})

/**
 * The features that every small history is asked for. All their edges lie on two instants, so that few instants hit each of
 * them from both sides: for T = 16 s window tails, a slide's grid, a ttl and an allowed lateness meet at 8 s, heads at 16 s.
 */
export const smallFeatures = features('small', 1, {
  count_left: payment.count().over('8s'),
  sum_right: payment.sum(p => p.units, { nulls: 'poison' }).over('8s', { closed: 'right' }),
  most_slid: payment.max(p => p.units).over('6s', { slide: '4s' }),
  mean_timely: payment.mean(p => p.units, { nulls: 'zero', allowedLateness: '8s' }).over('8s'),
  distinct_ever: payment.countDistinct(p => p.units).unbounded({ closed: 'right' }),
  newest: payment.latest(p => p.units, { ttl: '8s' }),
  last_two: payment.lastN(p => p.units, 2).unbounded({ closed: 'right' }),
  least_large: payment
    .where(p => p.units.ge(2n))
    .min(p => p.units)
    .over('8s', { closed: 'right' }),
  sum_scheduled: payment.sum(p => p.units, { refresh: { every: '8s' } }).over('8s'),
}).definitions

/** The source that they read. */
export const smallSource = [...smallFeatures.sources.values()][0]!

/** T at which everything is asked between any two steps, and one later, when all facts left the windows (µs). */
export const askedAt = 16_000_000
export const askedLater = 24_000_000
