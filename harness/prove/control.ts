import type { Scenario } from '../../scenarios/scenario.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { OpenStore } from '../verify/load-store.ts'
import { runOnce } from '../verify/run-once.ts'
import { wrongCells } from './wrong-cells.ts'

export interface Control {
  readonly runs: number
  readonly judged: number
  readonly wrong: number
}

/** Runs the store without a bug under the same suite: whatever is called wrong there is a false alarm. */
export async function runControl(
  open: OpenStore,
  scenarios: readonly Scenario[],
  seed: number,
  guard: GuardOptions,
): Promise<Control> {
  const control = { runs: 0, judged: 0, wrong: 0 }
  for (const scenario of scenarios) {
    const { judged, suspect, unsettled } = await runOnce(scenario, seed, open, guard)
    const cells = wrongCells(judged)
    control.runs++
    control.judged += cells.judged
    control.wrong += cells.online + cells.offline + unsettled
    if (suspect && cells.online + cells.offline === 0) control.wrong++
  }
  return control
}
