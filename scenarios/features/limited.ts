import { features, source } from '../../features/builder/index.ts'

const reading = source('readings', {
  key: { device: 'device' },
  fields: { device: 'int', value: 'float', pulses: 'int', ok: 'bool' },
})

/** Features that take late facts up to a limit, or not at all. */
export const limited = features('sensors', 2, {
  pulses_10m: reading.sum(r => r.pulses, { allowedLateness: '2m' }).over('10m'),
  readings_10m: reading.count({ allowedLateness: '0s' }).over('10m', { closed: 'right' }),
  spread_20m: reading.stddev(r => r.value, { allowedLateness: '15m' }).over('20m', { slide: '1m' }),
  variance_ever: reading.variance(r => r.value, { allowedLateness: '1h' }),
  mean_20m: reading.mean(r => r.pulses).over('20m'),
  newest: reading.latest(r => r.value, { ttl: '10m', allowedLateness: '2m' }),
  ever_ok: reading.max(r => r.ok).over('1h'),
})
