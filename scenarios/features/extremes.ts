import { features, source } from '../../features/builder/index.ts'

const sample = source('samples', {
  key: { device: 'device' },
  fields: {
    device: 'string',
    label: 'string',
    seen: 'timestamp',
    size: 'float',
    huge: 'float',
    amount: 'int',
    flag: 'bool',
  },
})

/** Aggregations at the edges of their types: where texts part by code unit and by code point, where a sum leaves 64 bits and comes back. */
export const extremes = features('extremes', 1, {
  least_label: sample.min(s => s.label).over('20m'),
  greatest_label: sample.max(s => s.label),
  labels: sample.countDistinct(s => s.label).over('20m'),
  first_seen: sample.min(s => s.seen).over('20m', { closed: 'right' }),
  last_seen: sample.max(s => s.seen),
  seen: sample.countDistinct(s => s.seen).over('20m'),
  any_flag: sample.max(s => s.flag).over('20m'),
  flags: sample.countDistinct(s => s.flag).over('20m'),
  sizes: sample.countDistinct(s => s.size),
  sizes_20m: sample.countDistinct(s => s.size).over('20m', { closed: 'right', slide: '2m' }),
  amount_10m: sample.sum(s => s.amount).over('10m'),
  amount: sample.sum(s => s.amount),
  mean_amount_20m: sample.mean(s => s.amount).over('20m', { closed: 'right' }),
  mean_amount: sample.mean(s => s.amount, { nulls: 'zero' }),
  spread_amount: sample.variance(s => s.amount).over('20m'),
  least_amount: sample.min(s => s.amount).over('20m'),
  huge_5m: sample.sum(s => s.huge).over('5m'),
  mean_huge_10m: sample.mean(s => s.huge).over('10m', { closed: 'right' }),
  spread_huge_5m: sample.stddev(s => s.huge).over('5m'),
  greatest_huge: sample.max(s => s.huge),
})
