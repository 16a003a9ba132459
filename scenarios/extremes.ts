import { intMax, intMin } from '../features/literal-value.ts'
import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { scattered } from '../generators/times.ts'
import { extremes } from './features/extremes.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

const wide = 2n ** 53n

/** Values at the edges of every type that is ordered, counted or added up. */
export default scenario('extremes', {
  features: extremes,
  stream: {
    count: between(70, 100),
    keys: uniform(3),
    times: scattered('40m'),
    late: exponential('20s', { share: 0.5 }),
    ids: oneOf('unicode', 'wide-int'),
    values: {
      label: { oneOf: ['', 'a', 'Z', 'é', 'e\u0301', '\uE000', '\uFFFD', '\u{10000}', '😀'] },
      seen: { oneOf: [0n, -1n, 1_772_323_200_000_001n, 1_772_323_200_000_000n, -8_520_336_000_000_001n] },
      size: { oneOf: [0, -0, 1, 2.5] },
      huge: { oneOf: [1e308, -1e308, 1.7e308, -1.7e308, 1, -0.5, 5e-324] },
      amount: { oneOf: [intMax, intMin, intMax - 1n, 2n ** 62n, -(2n ** 62n), wide + 1n, -wide - 1n, 3n] },
      flag: 'normal',
    },
    nulls: 0.15,
  },
  probe: { count: 32, at: { edges: 5, random: 4, arrivals: 1 } },
  interleaving: random(),
  mustMark: {
    always: [
      'aggregate variance',
      'aggregate countDistinct',
      'distinct-zero',
      'int-sum outside',
      'float-limit variance',
      'room variance',
    ],
    often: ['int-sum partial', 'int-mean', 'float-limit sum'],
  },
  mustHappen: { nullInputs: 20, cellsCompared: 400, nonEmpty: 200 },
})
