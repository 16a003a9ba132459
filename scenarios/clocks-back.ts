import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { scattered } from '../generators/times.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** The hour that clocks show twice in autumn, in Europe and in the east of America: an instant knows no zone. */
export default scenario('clocks-back', {
  features: payments,
  stream: {
    count: between(50, 80),
    start: oneOf('2026-10-25T00:30:00Z', '2026-11-01T05:30:00Z'),
    keys: uniform(3),
    times: scattered('2h'),
    late: exponential('30s', { share: 0.3 }),
    edges: 0.1,
  },
  probe: { count: 30 },
  interleaving: random(),
  mustMark: {
    always: ['summer-time repeated'],
  },
  mustHappen: { late: 5, cellsCompared: 200, nonEmpty: 80 },
})
