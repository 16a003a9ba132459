import { features, source } from '../../features/builder/index.ts'

const beat = source('beats', {
  key: { device: 'device' },
  fields: { device: 'string', force: 'int', note: 'string' },
})

/** One feature for each edge that a rule has, all of them counts or sums, so that a single fact decides each. */
export const edges = features('edges', 1, {
  left: beat.count().over('10m'),
  right: beat.count().over('7m', { closed: 'right' }),
  sliding_left: beat.sum(b => b.force).over('20m', { slide: '5m' }),
  sliding_right: beat.count().over('15m', { closed: 'right', slide: '2m' }),
  ever_left: beat.count(),
  ever_right: beat.count().unbounded({ closed: 'right' }),
  newest: beat.latest(b => b.note, { ttl: '8m' }),
  now: beat.latest(b => b.note, { ttl: '0s' }).unbounded({ closed: 'right' }),
  forced_newest: beat.latest(b => b.force),
  in_time: beat.count({ allowedLateness: '2m' }).over('10m'),
  on_time: beat.count({ allowedLateness: '0s' }).over('10m', { closed: 'right' }),
  hourly: beat.count({ refresh: { every: '1h', delay: '10m' } }).over('3h'),
})
