import type { Definitions, StoredFeature } from '../../features/definitions.ts'
import type { LogRecord, PlacedRecord } from '../../features/log-record.ts'
import type { Instant, State } from '../../features/value.ts'
import { specificationLog } from '../oracle/specification/specification-log.ts'
import type { Answer, Capabilities, Opening, Probe, Store } from '../store.ts'

/**
 * A store that is the specification evaluator: what it is found to do is what the definitions say. It claims to be able to do
 * what another store can, so that both are asked alike; `trains`: whether it has training values.
 */
export function specificationStore(capabilities: Capabilities, trains: boolean): Store {
  const documents = new Map<string, Definitions>()
  const log: PlacedRecord[] = []
  const answer = (probe: Probe, k: Instant, trained: boolean): Answer => {
    const definitions = documents.get(probe.target)
    if (definitions === undefined) throw new Error(`it was not opened with ${probe.target}`)
    const key = definitions.entity.map(part => probe.key[part.name] ?? null)
    const point = { asOf: probe.asOf, knowledge: { kind: 'at', k }, trained } as const
    const cells = storedOf(definitions).map(feature => {
      const own = log.filter(record => record.source === feature.source.name)
      const made = specificationLog(definitions, feature.source, own).evaluate(feature, key, point)
      return { name: feature.name, value: made.value, state: made.state satisfies State }
    })
    return {
      values: Object.fromEntries(cells.map(({ name, value }) => [name, value])),
      states: Object.fromEntries(cells.map(({ name, state }) => [name, state])),
    }
  }
  const store: Store = {
    capabilities,
    open({ definitions }: Opening): void {
      for (const each of definitions) documents.set(each.name, each)
    },
    ingest(records: readonly LogRecord[]): undefined {
      for (const record of records) log.push({ ...record, position: log.length, placement: null })
    },
    settle(): void {},
    read: probes => probes.map(probe => answer(probe, probe.asOf, false)),
  }
  if (!trains) return store
  return {
    ...store,
    train: (probes, cut) => probes.map(probe => answer(probe, Math.max(probe.asOf, cut), true)),
  }
}

function storedOf(definitions: Definitions): StoredFeature[] {
  return [...definitions.features.values()].filter(feature => feature.kind === 'stored')
}
