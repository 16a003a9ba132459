import { features } from '../features/builder/features.ts'
import { source } from '../features/builder/source.ts'
import { datasetScenario } from './dataset-scenario.ts'

const flights = source('flights', {
  key: { airport: 'origin' },
  fields: { origin: 'string', destination: 'string', distance: 'int', delay: 'int' },
})

/** How late the departures of an airport were lately: what a model of delays would ask. */
const delays = features('delays', 1, {
  flights_1h: flights.count().over('1h'),
  mean_delay_1h: flights.mean(f => f.delay).over('1h'),
  max_delay_1h: flights.max(f => f.delay).over('1h'),
  stddev_delay_1h: flights.stddev(f => f.delay).over('1h'),
  flights_6h: flights.count().over('6h'),
  mean_delay_6h: flights.mean(f => f.delay).over('6h'),
  max_delay_6h: flights.max(f => f.delay).over('6h'),
  stddev_delay_6h: flights.stddev(f => f.delay).over('6h'),
  flights_24h: flights.count().over('24h'),
  mean_delay_24h: flights.mean(f => f.delay).over('24h'),
  max_delay_24h: flights.max(f => f.delay).over('24h'),
  stddev_delay_24h: flights.stddev(f => f.delay).over('24h'),
  newest_delay: flights.latest(f => f.delay),
})

/**
 * 3,000,000 flights of January to June 2001. A flight's delay is known when it has landed: about half an hour on the
 * ground, a mile in 8 seconds, and the delay itself. Every fifteenth departure asks how late its airport is.
 */
export default datasetScenario('flights', {
  about: '3,000,000 real flights; a delay is known when the flight has landed',
  features: delays,
  data: { package: 'vega-datasets', path: 'data/flights-3m.parquet' },
  source: 'flights',
  events: `
    SELECT row_number() OVER (ORDER BY date, origin, destination, distance, delay) AS id,
           date AS event_time,
           date + to_microseconds((30 + delay) * 60000000 + distance * 8000000) AS arrival_time,
           origin, destination, distance, delay
    FROM data`,
  probes: 'SELECT origin AS airport, event_time AS as_of FROM events WHERE id % 15 = 0',
  mustHappen: { probes: 200_000, cellsCompared: 2_000_000 },
})
