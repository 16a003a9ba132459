import { exponential, restarts, scenario, zipf } from 'plumbline'
import fraud from './features.ts'

/** One account takes half of all payments, some come late, some twice, and the worker is restarted in between. */
export default scenario('hot-account', {
  features: fraud,
  stream: {
    count: 300,
    keys: zipf(1.2, { keys: 6, hot: 0.5 }),
    late: exponential('10m'),
    nulls: { amount: 0.05, settled: 0.05 },
    duplicates: { share: 0.1, after: '1m' },
    edges: 0.2,
  },
  probe: { count: 60 },
  interleaving: restarts(),
  mustHappen: { late: 100, nullInputs: 5, duplicates: 10, restarts: 1, cellsCompared: 200, nonEmpty: 60 },
})
