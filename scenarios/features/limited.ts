import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** Features that take late facts up to a limit, or not at all. */
export const limited = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'sensors',
  version: 2,
  entity: { device: 'int' },
  sources: {
    readings: {
      key: { device: 'device' },
      fields: { device: 'int', value: 'float', pulses: 'int', ok: 'bool' },
    },
  },
  features: {
    pulses_10m: {
      source: 'readings',
      aggregate: { kind: 'sum', of: { field: 'pulses' } },
      window: { length: '10m' },
      allowedLateness: '2m',
    },
    readings_10m: {
      source: 'readings',
      aggregate: { kind: 'count' },
      window: { length: '10m', closed: 'right' },
      allowedLateness: '0s',
    },
    spread_20m: {
      source: 'readings',
      aggregate: { kind: 'stddev', of: { field: 'value' } },
      window: { length: '20m', slide: '1m' },
      allowedLateness: '15m',
    },
    variance_ever: {
      source: 'readings',
      aggregate: { kind: 'variance', of: { field: 'value' } },
      allowedLateness: '1h',
    },
    mean_20m: {
      source: 'readings',
      aggregate: { kind: 'mean', of: { field: 'pulses' } },
      window: { length: '20m' },
    },
    newest: {
      source: 'readings',
      aggregate: { kind: 'latest', of: { field: 'value' }, ttl: '10m' },
      allowedLateness: '2m',
    },
    ever_ok: {
      source: 'readings',
      aggregate: { kind: 'max', of: { field: 'ok' } },
      window: { length: '1h' },
    },
  },
})
