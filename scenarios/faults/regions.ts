import type { FaultKind } from '../fault.ts'
import type { MustHappen } from '../happening.ts'
import { type Interleaving, lagging, random } from '../interleaving.ts'
import { type Scenario, scenario } from '../scenario.ts'
import { busy } from './faulty-stream.ts'

/** Two replicas fed from one log; every question is put to both, and to whoever answers. */
function inTwoRegions(
  name: string,
  faults: readonly FaultKind[],
  interleaving: Interleaving,
  mustHappen: MustHappen,
): Scenario {
  return scenario(name, {
    ...busy,
    interleaving,
    faults,
    regions: { names: ['east', 'west'], convergeWithin: '30s' },
    mustHappen: { faults: faults.length, cellsCompared: 400, nonEmpty: 150, ...mustHappen },
  })
}

/** One region falls behind, again and again, and goes on: what it answers meanwhile is old, and in the end both hold the same. */
export const regions = inTwoRegions('regions', ['pause-region', 'pause-region', 'kill-worker'], lagging(), {
  regionLags: 3,
})

/** The home region is away, and the other one answers what is not pinned to it. */
export const regionLost = inTwoRegions(
  'region-lost',
  ['stop-region', 'stop-region', 'stop-region'],
  random(),
  {
    failovers: 1,
  },
)
