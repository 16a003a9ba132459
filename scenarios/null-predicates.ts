import { between } from '../generators/draw.ts'
import { uniform } from '../generators/keys.ts'
import { nullable } from './features/nullable.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

/** Filters over fields that are null: what is neither true nor false excludes a fact as false does. */
export default scenario('null-predicates', {
  features: [payments, nullable],
  streams: {
    payments: { count: between(45, 70), keys: uniform(3), nulls: { settled: 0.4 } },
    counts: { count: between(45, 70), keys: uniform(3), nulls: { ticks: 0.4 } },
  },
  probe: { count: 30 },
  interleaving: random(),
  mustMark: {
    always: ['where null', 'variance-two'],
  },
  mustHappen: { nullInputs: 8, cellsCompared: 250, nonEmpty: 80 },
})
