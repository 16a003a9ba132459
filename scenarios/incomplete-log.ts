import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { regular } from '../generators/times.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** A log that is complete from some instant on only: windows that reach back further are not judged, and the others are. */
export default scenario('incomplete-log', {
  features: [payments, ordered],
  stream: {
    count: between(50, 70),
    start: '2026-03-01T00:00:00Z',
    keys: uniform(3),
    times: regular('40m'),
    edges: 0.2,
  },
  completeFrom: '2026-03-01T00:20:00Z',
  probe: { count: 30, at: { edges: 2, random: 6, silence: 1 } },
  interleaving: random(),
  mustHappen: { cellsCompared: 200, nonEmpty: 80 },
})
