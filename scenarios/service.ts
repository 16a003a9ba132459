import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { checkout, merchants } from './features/checkout.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** One prediction over two entities: features of one name in two documents, and on-demand ones across them. */
export default scenario('service', {
  features: [payments, merchants],
  services: [checkout],
  stream: {
    count: between(40, 70),
    keys: uniform(3),
    late: exponential('20s', { share: 0.5 }),
    nulls: { amount: 0.1 },
  },
  probe: { count: 30, absent: 0.15 },
  interleaving: random(),
  mustHappen: { requests: 5, absentKeys: 1, cellsCompared: 200, nonEmpty: 60 },
})
