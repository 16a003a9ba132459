import type { Definitions } from '../../features/definitions.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import { ownMember } from '../../features/own-member.ts'
import type { Instant } from '../../features/value.ts'
import { specificationLog } from '../oracle/specification/specification-log.ts'
import type { SpecSource, SpecSources } from './spec-source.ts'

/**
 * The specification evaluator over the logs of a History in memory, each prepared when it is first asked for.
 * `completeFrom` gives by source the instant (µs) from which its log holds every fact.
 */
export function specificationSources(
  events: ReadonlyMap<string, readonly PlacedRecord[]>,
  completeFrom: Readonly<Record<string, Instant>> = {},
): SpecSources {
  const prepared = new Map<Definitions, Map<string, SpecSource>>()
  return (definitions, name) => {
    const ofDocument = prepared.get(definitions) ?? new Map<string, SpecSource>()
    prepared.set(definitions, ofDocument)
    const known = ofDocument.get(name)
    if (known !== undefined) return known
    const source = definitions.sources.get(name)
    if (source === undefined) throw new Error(`the document ${definitions.name} has no source ${name}`)
    const records = events.get(name) ?? []
    const log = specificationLog(definitions, source, records, {
      completeFrom: ownMember(completeFrom, name) ?? null,
    })
    const made = { ...log, hasOffsets: records.some(record => record.placement !== null) }
    ofDocument.set(name, made)
    return made
  }
}
