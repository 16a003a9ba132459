import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Facts that are deleted: later, before they arrive, or until a higher revision brings them back. */
export default scenario('retractions', {
  features: [payments, ordered],
  stream: {
    count: between(35, 60),
    keys: uniform(3),
    late: exponential('20s', { share: 0.5 }),
    values: oneOf('normal', 'few'),
    corrections: { share: 0.1, after: '5m' },
    retractions: { share: between(0.4, 0.8), after: oneOf('1m', '20m'), early: 0.3, revived: 0.4 },
    duplicates: { share: 0.1, after: '10m' },
  },
  probe: { count: 32, at: { edges: 4, arrivals: 4, random: 2 } },
  interleaving: random(),
  mustHappen: { retractions: 10, earlyDeletes: 2, revivals: 3, cellsCompared: 200, nonEmpty: 60 },
})
