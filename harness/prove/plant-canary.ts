import type { Canary } from '../../reports/result.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { runOnce } from '../verify/run-once.ts'
import type { MutantRegistry } from './mutant-registry.ts'
import { wrongCells } from './wrong-cells.ts'

/**
 * Runs one store with a known bug through a scenario that is known to meet it: a harness that does not call it wrong
 * would not call anything wrong, whatever it says of the store that it judges. `choice` picks the bug, any whole number.
 */
export async function plantCanary(
  { mutants, openMutant }: MutantRegistry,
  findScenario: (name: string) => Promise<Scenario>,
  choice: number,
): Promise<Canary> {
  const mutant = mutants[choice % mutants.length]
  if (mutant === undefined) throw new Error('there is no canary to plant')
  const [name, seed] = mutant.killedBy
  const scenario = await findScenario(name)
  const { store } = openMutant(mutant, seed)
  const { judged } = await runOnce({ ...scenario, train: false }, seed, async () => store, {})
  return { mutant: mutant.name, scenario: name, seed, wrongCells: wrongCells(judged).online }
}
