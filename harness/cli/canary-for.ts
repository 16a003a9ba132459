import type { Canary } from '../../reports/result.ts'
import { canariesPath, loadMutants } from '../prove/mutant-registry.ts'
import { plantCanary } from '../prove/plant-canary.ts'
import { findScenarios } from '../verify/find-scenario.ts'

/** Plants the canary of a run: another with each seed. */
export async function canaryFor(seed: number): Promise<Canary> {
  const find = async (name: string) => (await findScenarios([name]))[0]!
  return plantCanary(await loadMutants(canariesPath), find, seed)
}
