import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { tied } from '../generators/times.ts'
import { limited } from './features/limited.ts'
import { ordered } from './features/ordered.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Facts of one event time that are corrected, deleted and brought back: the arrival of their first upsert still orders them, and judges how late they are. */
export default scenario('corrected-ties', {
  features: [ordered, limited],
  stream: {
    count: between(40, 60),
    keys: uniform(2),
    times: tied('30m', 5),
    late: exponential('1m', { share: 0.6 }),
    ids: 'unicode',
    corrections: { share: 0.5, each: 2, after: '10m', moves: 0 },
    retractions: { share: 0.4, after: '5m', revived: 0.8 },
  },
  probe: { count: 36, at: { edges: 3, arrivals: 3, random: 3, silence: 2 } },
  interleaving: random({ batch: 8 }),
  mustMark: {
    always: ['room stddev'],
  },
  mustHappen: { ties: 20, corrections: 10, revivals: 3, tooLate: 1, cellsCompared: 150, nonEmpty: 80 },
})
