import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { tied } from '../generators/times.ts'
import { ordered } from './features/ordered.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Facts that share event time and arrival, so that their ids alone decide: integers as numbers, texts by code point. */
export default scenario('ties', {
  features: ordered,
  stream: {
    count: between(50, 80),
    ids: oneOf('int', 'wide-int', 'text'),
    keys: uniform(2),
    times: tied('30m', 6),
  },
  probe: { count: 30, at: { edges: 4, random: 3, silence: 1 } },
  interleaving: random({ batch: 8 }),
  mustHappen: { ties: 20, cellsCompared: 150, nonEmpty: 60 },
})
