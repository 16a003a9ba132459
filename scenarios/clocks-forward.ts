import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { scattered } from '../generators/times.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** The hour that clocks leave out in spring, in the east of America and in Europe: an instant knows no zone. */
export default scenario('clocks-forward', {
  features: payments,
  stream: {
    count: between(50, 80),
    start: oneOf('2026-03-08T06:30:00Z', '2026-03-29T00:30:00Z'),
    keys: uniform(3),
    times: scattered('2h'),
    late: exponential('30s', { share: 0.3 }),
    edges: 0.1,
  },
  probe: { count: 30 },
  interleaving: random(),
  mustMark: {
    always: ['summer-time left-out'],
  },
  mustHappen: { late: 5, cellsCompared: 200, nonEmpty: 80 },
})
