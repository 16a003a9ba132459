import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { tied } from '../generators/times.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

const stream = {
  count: between(25, 35),
  keys: uniform(3),
  times: tied('40m', 10),
  late: exponential('1m', { share: 0.3 }),
  nulls: 0.1,
  corrections: { share: 0.2, after: '5m' },
  retractions: { share: 0.1, after: '5m', revived: 0.3 },
  duplicates: { share: 0.1, after: '5m' },
  edges: 0.2,
} as const

/** Runs that are done again otherwise, so that the answers follow from one another; sums of its amounts are exact in any order. */
export default scenario('related', {
  features: [payments, ordered],
  streams: {
    payments: { ...stream, values: { amount: { oneOf: [0.25, 1, 2.5, -0.5, 10.75, 128] } } },
    visits: stream,
  },
  probe: { count: 24, at: { edges: 4, arrivals: 2, random: 2, silence: 1 } },
  interleaving: random(),
  relate: true,
  mustHappen: { duplicates: 1, corrections: 3, cellsCompared: 150, nonEmpty: 60 },
})
