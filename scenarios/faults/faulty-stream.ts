import { between } from '../../generators/draw.ts'
import { zipf } from '../../generators/keys.ts'
import { exponential } from '../../generators/lateness.ts'
import type { FaultKind } from '../fault.ts'
import { payments } from '../features/payments.ts'
import { random } from '../interleaving.ts'
import { type Scenario, type ScenarioOptions, scenario } from '../scenario.ts'

/** What is sent and asked where things go wrong. */
export const busy = {
  features: payments,
  stream: {
    count: between(80, 130),
    keys: zipf(1, { keys: 5 }),
    late: exponential('20s', { share: 0.5 }),
    corrections: { share: 0.1, after: '5m' },
    duplicates: { share: 0.05, after: '5m' },
  },
  probe: { count: 24, at: { arrivals: 3, random: 3, edges: 2 } },
} satisfies Partial<ScenarioOptions>

/** A busy stream with everything that makes delivery order matter, in which some things go wrong. */
export function faultyStream(name: string, faults: readonly FaultKind[]): Scenario {
  return scenario(name, {
    ...busy,
    interleaving: random(),
    faults,
    mustHappen: { faults: faults.length, cellsCompared: 150, nonEmpty: 60 },
  })
}
