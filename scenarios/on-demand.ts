import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { asked } from './features/asked.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Features computed when asked, from those of two sources, from vectors, and from a request that may hold nothing. */
export default scenario('on-demand', {
  features: asked,
  stream: {
    count: between(35, 55),
    keys: uniform(3),
    late: exponential('20s', { share: 0.5 }),
    values: oneOf('normal', 'few', 'mixed'),
    nulls: 0.1,
  },
  probe: { count: 34, request: oneOf('normal', 'mixed', 'extreme'), requestNulls: 0.15 },
  interleaving: random(),
  mustMark: {
    always: ['call dot-last', 'on-demand nested', 'vector'],
    often: ['call cosine-zero', 'own-inputs inexact'],
  },
  mustHappen: { requests: 20, nullInputs: 5, cellsCompared: 300, nonEmpty: 60 },
})
