import { between } from '../generators/draw.ts'
import { zipf } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { limited } from './features/limited.ts'
import { payments } from './features/payments.ts'
import { lagging } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** A worker that falls behind, partition by partition: what it serves is old, but what it says of its age is true. */
export default scenario('lagging-worker', {
  features: [payments, limited],
  stream: {
    count: between(50, 75),
    keys: zipf(0.8, { keys: 5 }),
    late: exponential('1m', { share: 0.4 }),
    corrections: { share: 0.1, after: '10m' },
  },
  probe: { count: 34, at: { arrivals: 3, random: 3, edges: 2 } },
  interleaving: lagging(),
  mustHappen: { laggedReads: 8, cellsCompared: 200, nonEmpty: 60 },
})
