import type { Definitions } from '../../features/definitions.ts'
import { ownMember } from '../../features/own-member.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { LogPlaces, PlacesOf } from '../diff/judge-stated.ts'
import type { SpecSource, SpecSources } from '../diff/spec-source.ts'
import { loadRecords } from '../history/load-records.ts'
import type { StagedHistory, StagedLog } from '../history/staged-history.ts'
import { specificationLog } from '../oracle/specification/specification-log.ts'
import { loadPartitionArrivals, type PartitionArrivals } from './partition-arrivals.ts'

/** Which keys of which logs are wanted. */
export interface WantedKeys {
  readonly definitions: Definitions
  readonly source: string
  readonly keys: readonly (readonly Value[])[]
}

export interface KeyLogs {
  /** Loads the records of some keys for the specification evaluator. */
  load(wanted: readonly WantedKeys[]): Promise<LoadedLogs>
  /** What stated offsets say of the logs of these documents. */
  places(documents: readonly Definitions[]): Promise<PlacesOf>
}

export interface LoadedLogs {
  readonly logs: SpecSources
  /** Records loaded: what a search over them costs. */
  readonly records: number
}

/** Gives the specification evaluator the records of the keys that it needs, while the log itself stays in DuckDB. */
export function keyLogs(staged: StagedHistory, lastArrival: Instant | null): KeyLogs {
  const partitions = new Map<StagedLog, Promise<PartitionArrivals>>()
  const arrivalsOf = (log: StagedLog) => {
    const known = partitions.get(log) ?? loadPartitionArrivals(staged, log)
    partitions.set(log, known)
    return known
  }
  return {
    async load(wanted) {
      const made = new Map<Definitions, Map<string, SpecSource>>()
      let records = 0
      for (const { definitions, source, keys } of wanted) {
        const log = staged.logOf(definitions, source)
        const complete = keys.filter(key => !key.includes(null))
        const loaded =
          complete.length === 0 ? [] : await loadRecords(staged, source, { definitions, keys: complete })
        records += loaded.length
        const declared = definitions.sources.get(source)
        if (declared === undefined)
          throw new Error(`the document ${definitions.name} has no source ${source}`)
        const completeFrom = ownMember(staged.page.completeFrom, source) ?? null
        const ofKeys = specificationLog(definitions, declared, loaded, { completeFrom })
        const whole = log.placed ? await arrivalsOf(log) : {}
        const ofDocument = made.get(definitions) ?? new Map<string, SpecSource>()
        made.set(
          definitions,
          ofDocument.set(source, { ...ofKeys, ...whole, lastArrival, hasOffsets: log.placed }),
        )
      }
      return { logs: (definitions, source) => foundLog(made, definitions, source), records }
    },
    async places(documents) {
      const made = new Map<StagedLog, LogPlaces>()
      for (const definitions of documents) {
        for (const source of definitions.sources.keys()) {
          const log = staged.logOf(definitions, source)
          const arrivals = log.placed ? await arrivalsOf(log) : { smallestNotApplied: () => null }
          made.set(log, { ...arrivals, hasOffsets: log.placed })
        }
      }
      return (definitions, source) => made.get(staged.logOf(definitions, source)) as LogPlaces
    },
  }
}

function foundLog(
  made: ReadonlyMap<Definitions, ReadonlyMap<string, SpecSource>>,
  definitions: Definitions,
  source: string,
): SpecSource {
  const log = made.get(definitions)?.get(source)
  if (log === undefined) throw new Error(`the log of ${source} for ${definitions.name} was not asked for`)
  return log
}
