import { between, oneOf } from '../generators/draw.ts'
import { zipf } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { bursty } from '../generators/times.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** One key takes half of all facts, in bursts, and some of the keys look like others. */
export default scenario('skewed-keys', {
  features: payments,
  stream: {
    count: between(100, 150),
    keys: oneOf(zipf(1.2, { hot: 0.5, style: 'colliding' }), zipf(1.5, { hot: 0.6, style: 'unicode' })),
    times: bursty('1h', { bursts: 6, width: '1m' }),
    late: exponential('10s'),
    values: 'mixed',
    edges: 0.1,
  },
  probe: { count: 30, together: 5, absent: 0.2 },
  interleaving: random({ batch: 12 }),
  mustMark: {
    often: ['room sum', 'room mean'],
  },
  mustHappen: { hotKey: 45, absentKeys: 2, cellsCompared: 200, nonEmpty: 60 },
})
