import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { scattered } from '../generators/times.ts'
import { nullable } from './features/nullable.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Fields that are null now and then, mostly, or always, beside numbers at the edge of their types. */
export default scenario('null-storm', {
  features: nullable,
  stream: {
    count: between(80, 130),
    keys: uniform(4),
    times: scattered('30m'),
    late: exponential('20s'),
    values: oneOf('normal', 'few', 'mixed'),
    nulls: oneOf(0.3, 0.6, { power: 1, ticks: 0.2, state: 0.5 }),
  },
  probe: { count: 30, absent: 0.15, nullPart: 0.05 },
  interleaving: random(),
  mustMark: {
    always: [
      'nulls skip-as-poison',
      'nulls zero-as-skip',
      'nulls poison-as-skip',
      'count-facts not-null',
      'when-empty declared',
      'aggregate min',
      'aggregate stddev',
    ],
    often: ['lastN empty'],
  },
  mustHappen: { nullInputs: 20, absentKeys: 1, nullKeys: 1, cellsCompared: 250, nonEmpty: 100 },
})
