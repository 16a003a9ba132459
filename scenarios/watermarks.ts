import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { payments } from './features/payments.ts'
import { lagging } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** A store that lags and says so by a watermark instead of offsets: up to it all was applied, and nothing later. */
export default scenario('watermarks', {
  features: payments,
  stream: {
    count: between(40, 60),
    keys: uniform(2),
    late: exponential('30s', { share: 0.4 }),
    seeks: 12,
  },
  probe: { count: 40, at: { arrivals: 4, random: 3, edges: 2 }, absent: 0.05, nullPart: 0 },
  interleaving: lagging(),
  watermarks: true,
  mustMark: {
    always: ['applied last', 'applied next', 'aggregate max'],
    often: ['applied unlisted', 'watermark before', 'watermark at', 'watermark after'],
  },
  mustHappen: { laggedReads: 8, cellsCompared: 200, nonEmpty: 80 },
})
