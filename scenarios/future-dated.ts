import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Producers whose clocks run ahead: facts are known before they count. */
export default scenario('future-dated', {
  features: payments,
  stream: {
    count: between(60, 110),
    keys: uniform(4),
    late: exponential('10s'),
    edges: 0.2,
    future: { share: between(0.2, 0.5), ahead: oneOf('5s', '10m', '2h') },
  },
  probe: { count: 32, at: { edges: 7, arrivals: 2, anchors: 1, random: 1, silence: 1 }, together: 2 },
  interleaving: random(),
  mustHappen: { futureDated: 4, onEdge: 1, silentReads: 1, cellsCompared: 200, nonEmpty: 60 },
})
