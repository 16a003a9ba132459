import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { scattered } from '../generators/times.ts'
import { edges } from './features/edges.ts'
import { prompt } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Every edge of every rule in turn, with facts 1 µs before it, on it and 1 µs after it, from before the epoch on. */
export default scenario('every-edge', {
  features: edges,
  stream: {
    count: between(12, 20),
    start: '1969-12-31T12:00:00Z',
    keys: uniform(2),
    times: scattered('20m'),
    nulls: { note: 0.2 },
    absent: 0.5,
    seeks: 60,
  },
  probe: { count: 10 },
  interleaving: prompt(),
  mustHappen: { onEdge: 8, besideEdge: 1, tooLate: 1, cellsCompared: 200, nonEmpty: 80 },
})
