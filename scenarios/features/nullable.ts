import { features, literal, source } from '../../features/builder/index.ts'

const count = source('counts', {
  key: { meter: 'meter' },
  fields: { meter: 'string', power: 'float', ticks: 'int', state: 'string' },
})

/** Every null rule beside every kind of aggregation that has one, and those that have a rule of their own. */
export const nullable = features('meters', 1, {
  power_skip: count.sum(c => c.power).over('5m'),
  power_zero: count.mean(c => c.power, { nulls: 'zero' }).over('5m'),
  power_poison: count.sum(c => c.power, { nulls: 'poison' }).over('5m'),
  least_zero: count.min(c => c.ticks, { nulls: 'zero' }).over('10m'),
  spread_skip: count.stddev(c => c.ticks).over('10m', { closed: 'right' }),
  ticks_given: count.count(c => c.ticks).over('10m'),
  states: count.countDistinct(c => c.state, { nulls: 'poison' }).over('10m'),
  last_states: count.lastN(c => c.state, 3).over('10m'),
  first_power: count.first(c => c.power, { nulls: 'zero' }).over('10m'),
  newest_state: count.latest(c => c.state, { ttl: '10m' }),
  power_or_zero: count
    .where(c => c.ticks.gt(0))
    .sum(c => c.power.coalesce(literal(0)), { whenEmpty: 0 })
    .over('10m'),
})
