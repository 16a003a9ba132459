import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { scattered } from '../generators/times.ts'
import { scheduled } from './features/scheduled.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Features of a batch job: old by design, and exactly as old as they say, on each refresh and beside it. */
export default scenario('scheduled', {
  features: scheduled,
  stream: {
    count: between(80, 130),
    keys: uniform(3),
    times: scattered('1d'),
    late: exponential('40m', { share: 0.5 }),
    edges: 0.3,
    corrections: { share: 0.15, after: '3h' },
    retractions: { share: 0.1, after: '3h' },
  },
  probe: { count: 36, at: { edges: 6, anchors: 3, arrivals: 1, random: 2 } },
  interleaving: random(),
  mustMark: {
    always: ['refresh-ttl', 'order event-time'],
    often: ['refresh-trained'],
  },
  mustHappen: { onEdge: 3, late: 15, corrections: 3, expired: 1, cellsCompared: 150, nonEmpty: 60 },
})
