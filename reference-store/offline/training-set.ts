import type { Instant, State, Value } from '../../features/value.ts'
import type { Answer, Probe } from '../../harness/store.ts'
import { evaluateOnDemand, type Transform } from '../serving/evaluate-on-demand.ts'
import type { ServedTarget } from '../serving/served-target.ts'
import type { ServedTargets } from '../serving/served-targets.ts'
import type { OfflineSide } from './offline-side.ts'

/** The K (µs) of a training row, given its T and the training cut. */
export type TrainedAt = (asOf: Instant, cut: Instant) => Instant

/**
 * Training rows of probes, in their order: stored features by the batch plan, on-demand ones on those by the same
 * expression that serving evaluates. A version that the store does not hold gives a row without values.
 */
export async function trainingSet(
  offline: OfflineSide,
  targets: ServedTargets,
  probes: readonly Probe[],
  cut: Instant,
  trainedAt: TrainedAt,
  transformed: Transform,
): Promise<Answer[]> {
  const rows: Record<string, Value>[] = probes.map(() => ({}))
  // Probes that ask for the newest version by its number and those that ask for none have one target, and one plan.
  const groups = Map.groupBy(probes.keys(), i => targets.find(probes[i]!.target, probes[i]!.askedVersion))
  for (const [target, places] of groups) {
    if (target === null) continue
    const asked = places.map(i => probes[i]!)
    const values = await storedValues(offline, target, asked, asOf => trainedAt(asOf, cut))
    for (const [at, i] of places.entries()) {
      const states: Record<string, State> = {}
      evaluateOnDemand(target.onDemand, asked[at]!.request, values[at]!, states, transformed)
      rows[i] = values[at]!
    }
  }
  return rows.map(values => ({ values }))
}

async function storedValues(
  offline: OfflineSide,
  target: ServedTarget,
  probes: readonly Probe[],
  knownAt: (asOf: Instant) => Instant,
): Promise<Record<string, Value>[]> {
  const rows: Record<string, Value>[] = probes.map(() => ({}))
  for (const { id, keyOf, prefix } of target.documents) {
    const points = probes.map(({ key, asOf }) => ({ key: keyOf(key), asOf }))
    const values = await offline.train(id, points, knownAt)
    for (const [i, row] of rows.entries()) {
      for (const [feature, value] of Object.entries(values[i]!)) row[prefix + feature] = value
    }
  }
  return rows
}
