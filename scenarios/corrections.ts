import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { limited } from './features/limited.ts'
import { ordered } from './features/ordered.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Facts that are corrected: another field, another time or both; several times; a lower revision after a higher. */
export default scenario('corrections', {
  features: [ordered, limited],
  stream: {
    count: between(30, 45),
    keys: uniform(3),
    late: exponential('30s', { share: 0.5 }),
    values: oneOf('normal', 'few'),
    edges: 0.2,
    corrections: { share: 0.5, each: 4, after: oneOf('1m', '10m', '40m'), moves: 0.5, outOfOrder: 0.3 },
    duplicates: { share: 0.05, after: '5m' },
  },
  probe: { count: 32, at: { edges: 5, arrivals: 3, anchors: 2, random: 2 } },
  interleaving: random(),
  mustHappen: { corrections: 20, outOfOrder: 10, cellsCompared: 150, nonEmpty: 60 },
})
