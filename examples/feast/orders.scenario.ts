import { exponential, scenario, uniform } from 'plumbline'
import customers from './features.ts'

/** Orders that come out of order now and then: `verify --store feast --scenario ./examples/feast/orders.scenario.ts`. */
export default scenario('orders', {
  features: customers,
  stream: { count: 40, keys: uniform(5), late: exponential('2m') },
  probe: { count: 12 },
  mustHappen: { cellsCompared: 20, nonEmpty: 10 },
})
