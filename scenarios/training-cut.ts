import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** A training set that is cut in mid-log: late facts, corrections and deletes after the cut must not be in it. */
export default scenario('training-cut', {
  features: [payments, ordered],
  stream: {
    count: between(50, 70),
    keys: uniform(3),
    late: exponential('5m', { share: 0.5 }),
    corrections: { share: 0.3, after: '40m' },
    retractions: { share: 0.1, after: '30m' },
  },
  probe: { count: 30 },
  interleaving: random(),
  trainCut: 0.6,
  mustMark: {
    often: ['as-trained-later'],
  },
  mustHappen: { late: 15, corrections: 5, trainingRows: 30, cellsCompared: 200, nonEmpty: 80 },
})
