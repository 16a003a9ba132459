import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { tied } from '../generators/times.ts'
import { limited } from './features/limited.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Events, arrivals and probes on every edge of every rule and 1 µs to either side, round the epoch too. */
export default scenario('boundaries', {
  features: [payments, ordered, limited],
  stream: {
    count: between(30, 45),
    start: oneOf(
      '2026-03-01T00:00:00Z',
      '2026-02-28T23:30:00Z',
      '1970-01-01T00:00:00Z',
      '1969-12-31T23:30:00Z',
      -1_200_000_000,
    ),
    keys: uniform(2),
    times: tied('40m', 8),
    late: exponential('1m', { share: 0.3 }),
    edges: 0.7,
    lateEdges: 0.3,
  },
  probe: { count: 40, at: { edges: 6, anchors: 4 }, together: 2, absent: 0, nullPart: 0 },
  interleaving: random(),
  mustMark: {
    often: ['nothing-applied'],
  },
  mustHappen: { onEdge: 8, besideEdge: 1, tooLate: 1, cellsCompared: 200, nonEmpty: 80 },
})
