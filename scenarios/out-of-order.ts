import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { upTo } from '../generators/lateness.ts'
import { tied } from '../generators/times.ts'
import { ordered } from './features/ordered.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Arrival tells nothing of event time, and many facts share an instant, where only their order of arrival and ids decide. */
export default scenario('out-of-order', {
  features: ordered,
  stream: {
    count: between(60, 100),
    keys: uniform(3),
    times: tied('1h', 12),
    late: upTo('1h'),
    edges: 0.2,
    far: 0.03,
    corrections: { share: 0.1, after: '20m', outOfOrder: 0.5 },
  },
  probe: { count: 30, at: { edges: 4, arrivals: 3, anchors: 2, random: 2 }, past: 0.2, pastBy: '30m' },
  interleaving: random(),
  mustMark: {
    often: ['as-known past'],
  },
  mustHappen: { outOfOrder: 30, ties: 4, pastReads: 1, expired: 3, cellsCompared: 150, nonEmpty: 60 },
})
