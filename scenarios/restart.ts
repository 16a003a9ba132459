import { between } from '../generators/draw.ts'
import { zipf } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { payments } from './features/payments.ts'
import { restarts } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** The worker dies between what it writes and what it commits, again and again; nothing counts twice, nothing is lost. */
export default scenario('restart', {
  features: payments,
  stream: {
    count: between(80, 130),
    keys: zipf(1, { keys: 4 }),
    late: exponential('20s', { share: 0.5 }),
    corrections: { share: 0.1, after: '5m' },
    duplicates: { share: 0.05, after: '5m' },
  },
  probe: { count: 30, at: { arrivals: 3, random: 3, edges: 2 } },
  interleaving: restarts(),
  mustMark: {
    always: ['application-order again', 'application-order lost'],
  },
  mustHappen: { restarts: 5, crashes: 2, redelivered: 15, cellsCompared: 200, nonEmpty: 80 },
})
