import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** Every null rule beside every kind of aggregation that has one, and those that have a rule of their own. */
export const nullable = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'meters',
  version: 1,
  entity: { meter: 'string' },
  sources: {
    counts: {
      key: { meter: 'meter' },
      fields: { meter: 'string', power: 'float', ticks: 'int', state: 'string' },
    },
  },
  features: {
    power_skip: {
      source: 'counts',
      aggregate: { kind: 'sum', of: { field: 'power' } },
      window: { length: '5m' },
    },
    power_zero: {
      source: 'counts',
      aggregate: { kind: 'mean', of: { field: 'power' } },
      window: { length: '5m' },
      nulls: 'zero',
    },
    power_poison: {
      source: 'counts',
      aggregate: { kind: 'sum', of: { field: 'power' } },
      window: { length: '5m' },
      nulls: 'poison',
    },
    least_zero: {
      source: 'counts',
      aggregate: { kind: 'min', of: { field: 'ticks' } },
      window: { length: '10m' },
      nulls: 'zero',
    },
    spread_skip: {
      source: 'counts',
      aggregate: { kind: 'stddev', of: { field: 'ticks' } },
      window: { length: '10m', closed: 'right' },
    },
    ticks_given: {
      source: 'counts',
      aggregate: { kind: 'count', of: { field: 'ticks' } },
      window: { length: '10m' },
    },
    states: {
      source: 'counts',
      aggregate: { kind: 'countDistinct', of: { field: 'state' } },
      window: { length: '10m' },
      nulls: 'poison',
    },
    last_states: {
      source: 'counts',
      aggregate: { kind: 'lastN', of: { field: 'state' }, n: 3 },
      window: { length: '10m' },
    },
    first_power: {
      source: 'counts',
      aggregate: { kind: 'first', of: { field: 'power' } },
      window: { length: '10m' },
      nulls: 'zero',
    },
    newest_state: { source: 'counts', aggregate: { kind: 'latest', of: { field: 'state' }, ttl: '10m' } },
    power_or_zero: {
      source: 'counts',
      aggregate: {
        kind: 'sum',
        of: { call: 'coalesce', args: [{ field: 'power' }, { literal: 0, type: 'float' }] },
      },
      window: { length: '10m' },
      where: { call: 'gt', args: [{ field: 'ticks' }, { literal: 0 }] },
      whenEmpty: 0,
    },
  },
})
