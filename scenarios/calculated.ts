import { intMax, intMin } from '../features/literal-value.ts'
import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { scattered } from '../generators/times.ts'
import { calculated } from './features/calculated.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

const floats = [0, -0, 1, 2.5, -2.5, -0.5, 10.75, 1e308]
const ints = [0n, 1n, 3n, -1n, -7n, 7n, 40n]
const words = ['', 'buy', 'BUY', 'Sell', 'Ä', 'ä', 'İ', '\uE000', '😀', 'e\u0301']
const times = [1_772_323_799_999_999n, 1_772_323_800_000_000n, 1_772_323_800_000_001n, -1n]

/** Every call of an expression, on values where a neighbour of it says something else. */
export default scenario('calculated', {
  features: calculated,
  stream: {
    count: between(50, 80),
    keys: uniform(3),
    times: scattered('30m'),
    late: exponential('10s', { share: 0.3 }),
    values: {
      price: { oneOf: floats.slice(0, -1) },
      fee: { oneOf: [0.25, 1, -2.5] },
      units: { oneOf: ints },
      lot: { oneOf: [0n, 1n, 2n, -2n, 3n] },
      side: { oneOf: words },
      due: { oneOf: times },
    },
    nulls: 0.12,
  },
  probe: {
    count: 36,
    request: {
      x: { oneOf: floats },
      n: { oneOf: [...ints, intMax, intMin] },
      word: { oneOf: words },
      when: { oneOf: times },
      yes: 'normal',
    },
    requestNulls: 0.12,
  },
  interleaving: random(),
  mustMark: {
    always: ['call upper-ascii', 'on-demand no-fact', 'own-inputs exact'],
    often: ['exact text'],
  },
  mustHappen: { requests: 25, nullInputs: 20, cellsCompared: 1_000, nonEmpty: 400 },
})
