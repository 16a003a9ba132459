import { between, oneOf } from '../generators/draw.ts'
import { zipf } from '../generators/keys.ts'
import { exponential, heavyTail, upTo } from '../generators/lateness.ts'
import { scattered } from '../generators/times.ts'
import { limited } from './features/limited.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Facts that arrive after their time: by minutes, by hours, and exactly at the limit that a feature allows. */
export default scenario('late-events', {
  features: limited,
  stream: {
    count: between(70, 130),
    keys: zipf(1, { keys: 4, style: 'wide' }),
    times: scattered('1h'),
    late: oneOf(exponential('3m'), heavyTail('1m'), upTo('30m', { share: 0.5 })),
    lateEdges: between(0.1, 0.3),
    edges: 0.2,
  },
  probe: {
    count: 32,
    at: { edges: 7, arrivals: 1, anchors: 2, random: 1 },
    together: 2,
    past: 0.1,
    pastBy: '20m',
  },
  interleaving: random(),
  mustHappen: {
    late: 15,
    tooLate: 5,
    outOfOrder: 10,
    onEdge: 1,
    lateData: 1,
    cellsCompared: 150,
    nonEmpty: 60,
  },
})
