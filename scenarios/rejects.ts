import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Illegal records of every kind among legal ones, under new ids and under those of facts: as if never appended. */
export default scenario('rejects', {
  features: payments,
  stream: {
    count: between(60, 90),
    keys: uniform(4, 'colliding'),
    late: exponential('20s', { share: 0.5 }),
    corrections: { share: 0.1, after: '5m' },
    rejects: { share: between(0.3, 0.6) },
  },
  probe: { count: 30 },
  interleaving: random(),
  mustHappen: { rejected: 8, cellsCompared: 200, nonEmpty: 80 },
})
