import type { DatasetScenario } from './dataset-scenario.ts'
import flights from './flights.ts'

/** The replay of `flights` with every departure as a question, at more cost than an everyday demo should have. */
const everyDeparture: DatasetScenario = {
  ...flights,
  name: 'every-departure',
  about: '3,000,000 real flights; each of their departures asks how late its airport is',
  probes: 'SELECT origin AS airport, event_time AS as_of FROM events',
  mustHappen: { probes: 3_000_000, cellsCompared: 30_000_000 },
}

export default everyDeparture
