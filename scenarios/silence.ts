import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { silent } from '../generators/times.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** No facts for a while, and none after the last: windows still move, empty and expire. */
export default scenario('silence', {
  features: [payments, ordered],
  stream: { count: between(40, 70), keys: uniform(3), times: silent('20m', '1h') },
  probe: { count: 36, at: { edges: 3, random: 4, silence: 3 }, repeated: 0.2 },
  interleaving: random(),
  mustHappen: { silentReads: 5, expired: 5, cellsCompared: 200, nonEmpty: 50 },
})
