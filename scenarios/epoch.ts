import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { regular } from '../generators/times.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Facts at event time 0, before it and after it: the epoch is an instant like any other. */
export default scenario('epoch', {
  features: [payments, ordered],
  stream: {
    count: between(40, 60),
    start: oneOf(0, -600_000_000, -1_200_000_000),
    keys: uniform(2),
    times: regular('40m'),
    edges: 0.3,
  },
  probe: { count: 30, at: { edges: 6, anchors: 2, random: 2 }, absent: 0, nullPart: 0 },
  interleaving: random(),
  mustHappen: { onEdge: 3, cellsCompared: 200, nonEmpty: 80 },
})
