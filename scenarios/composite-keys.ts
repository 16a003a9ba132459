import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { composite } from './features/composite.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Keys of three parts that a careless encoding takes for one another, from two sources that order them differently. */
export default scenario('composite-keys', {
  features: composite,
  stream: {
    count: between(40, 70),
    keys: oneOf(uniform(6, 'colliding'), uniform(5, 'wide'), uniform(5, 'unicode')),
    late: exponential('20s', { share: 0.5 }),
  },
  probe: { count: 36, together: 5, absent: 0.25, nullPart: 0.1 },
  interleaving: random(),
  mustHappen: { absentKeys: 3, nullKeys: 2, cellsCompared: 150, nonEmpty: 40 },
})
