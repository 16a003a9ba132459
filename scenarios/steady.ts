import { between } from '../generators/draw.ts'
import { zipf } from '../generators/keys.ts'
import { regular } from '../generators/times.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Nothing goes wrong: what fails here is wrong from the start. */
export default scenario('steady', {
  features: payments,
  stream: { count: between(60, 120), keys: zipf(0.7, { keys: 4 }), times: regular('1h'), edges: 0.1 },
  probe: { count: 30 },
  interleaving: random({ crash: 0, restart: 0 }),
  mustHappen: { events: 60, probes: 30, onEdge: 2, cellsCompared: 200, nonEmpty: 80, trainingRows: 30 },
})
