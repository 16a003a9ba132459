import { between, oneOf } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Records that come twice or more, some with other content under the same id and revision. */
export default scenario('duplicates', {
  features: payments,
  stream: {
    count: between(60, 90),
    ids: oneOf('text', 'int', 'wide-int'),
    keys: uniform(4),
    late: exponential('30s', { share: 0.5 }),
    corrections: { share: 0.1, after: '10m' },
    duplicates: { share: between(0.3, 0.6), each: 3, after: oneOf('0s', '5s', '20m'), conflicting: 0.3 },
  },
  probe: { count: 30, repeated: 0.3 },
  interleaving: random(),
  mustHappen: { duplicates: 20, conflicts: 2, repeatedReads: 1, cellsCompared: 200, nonEmpty: 80 },
})
