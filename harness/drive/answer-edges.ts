import type { Instant } from '../../features/value.ts'
import { probeEdges, storedFeatures } from '../../generators/boundaries.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'

/** The instants (µs) at which any fact of a run enters or leaves what some feature sees. */
export function answerEdges({ scenario, records }: RunPlan): Instant[] {
  const features = storedFeatures(scenario.definitions)
  return [...records.values()]
    .flat()
    .flatMap(({ eventTime }) => (eventTime === null ? [] : probeEdges(features, eventTime)))
}
