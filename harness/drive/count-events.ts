import type { Definitions, Source } from '../../features/definitions.ts'
import type { Expression } from '../../features/expression.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import { ownMember } from '../../features/own-member.ts'
import { storedFeatures } from '../../generators/boundaries.ts'
import type { Happening } from '../../scenarios/happening.ts'
import { type AcceptedRecord, acceptLog } from '../oracle/specification/accepted-log.ts'

type Counts = Partial<Record<Happening, number>>

/** A source's log as one document sees it. */
export interface SeenLog {
  readonly definitions: Definitions
  readonly source: Source
  readonly accepted: readonly AcceptedRecord[]
  readonly rejected: number
  readonly conflicts: number
}

/** The logs of a run by the rules of semantics § 2. */
export function seeLogs(
  documents: readonly Definitions[],
  events: ReadonlyMap<string, readonly PlacedRecord[]>,
): SeenLog[] {
  return documents.flatMap(definitions =>
    [...definitions.sources.values()].map(source => {
      const log = acceptLog(definitions, source, events.get(source.name) ?? [])
      const rejected = [...log.rejects.values()].reduce((sum, count) => sum + count, 0)
      return { definitions, source, accepted: log.records, rejected, conflicts: log.conflicts }
    }),
  )
}

/** What happened in one log: counted from its records, whatever they were made for. */
export function countEvents({ definitions, source, accepted, rejected, conflicts }: SeenLog): Counts {
  const features = storedFeatures([definitions]).filter(feature => feature.source.name === source.name)
  const limits = features.flatMap(feature =>
    feature.allowedLateness === null ? [] : [feature.allowedLateness],
  )
  const inputs = new Set(
    features.flatMap(feature => (feature.aggregate.of === null ? [] : fieldsOf(feature.aggregate.of))),
  )
  const counts = { ...countRevisions(accepted), ...countOrder(accepted), conflicts, rejected }
  const firsts = [
    ...Map.groupBy(
      accepted.filter(record => record.upsert),
      record => record.id,
    ).values(),
  ].map(group => group[0] as AcceptedRecord)
  const lateness = firsts.map(first => first.arrival - (first.eventTime as number))
  const byKey = Map.groupBy(accepted, record => record.keyText)
  return {
    ...counts,
    facts: new Set(accepted.map(record => record.id)).size,
    late: lateness.filter(late => late > 0).length,
    futureDated: lateness.filter(late => late < 0).length,
    tooLate: lateness.filter(late => limits.some(limit => late > limit)).length,
    nullInputs: accepted.filter(
      record =>
        record.upsert && [...inputs].some(field => (ownMember(record.fields, field) ?? null) === null),
    ).length,
    ties: firsts.length - new Set(firsts.map(first => `${first.keyText} ${first.eventTime}`)).size,
    hotKey: Math.max(0, ...[...byKey.values()].map(group => group.length)),
  }
}

/** What each id went through, in log order. */
function countRevisions(accepted: readonly AcceptedRecord[]): Counts {
  const counts = { duplicates: 0, corrections: 0, retractions: 0, earlyDeletes: 0, revivals: 0 }
  for (const group of Map.groupBy(accepted, record => record.id).values()) {
    const seen = new Set<number>()
    let newest: AcceptedRecord | null = null
    let upserted = false
    for (const record of group) {
      if (seen.has(record.revision)) {
        counts.duplicates++
        continue
      }
      seen.add(record.revision)
      const higher = newest === null || record.revision > newest.revision
      if (!record.upsert) counts.retractions++
      if (!record.upsert && !upserted) counts.earlyDeletes++
      if (record.upsert && higher && newest !== null) counts[newest.upsert ? 'corrections' : 'revivals']++
      if (higher) newest = record
      upserted ||= record.upsert
    }
  }
  return counts
}

function countOrder(accepted: readonly AcceptedRecord[]): Counts {
  const highest = new Map<string | bigint, number>()
  const latest = new Map<string, number>()
  let outOfOrder = 0
  for (const { id, revision, keyText, eventTime, upsert } of accepted) {
    const time = upsert ? (eventTime as number) : Number.POSITIVE_INFINITY
    if (revision < (highest.get(id) ?? 0) || time < (latest.get(keyText) ?? Number.NEGATIVE_INFINITY))
      outOfOrder++
    highest.set(id, Math.max(revision, highest.get(id) ?? 0))
    if (upsert) latest.set(keyText, Math.max(time, latest.get(keyText) ?? Number.NEGATIVE_INFINITY))
  }
  return { outOfOrder }
}

function fieldsOf(expression: Expression): string[] {
  if (expression.node === 'field') return [expression.name]
  if (expression.node === 'toFloat') return fieldsOf(expression.of)
  return expression.node === 'call' ? expression.args.flatMap(fieldsOf) : []
}
