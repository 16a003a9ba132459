import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'
import { valueText } from '../oracle/specification/compare-values.ts'

const known = new WeakMap<readonly AcceptedRecord[], ReadonlySet<string>>()

/** What happened to the ids of a key, so that most flips need not be tried on most cells. */
export function idTraits(records: readonly AcceptedRecord[]): ReadonlySet<string> {
  const found = known.get(records)
  if (found !== undefined) return found
  const traits = new Set<string>()
  for (const group of Map.groupBy(records, record => record.id).values()) {
    for (const trait of traitsOfId(group)) traits.add(trait)
  }
  const times = records.flatMap(({ upsert, eventTime, id }) => (upsert ? [`${eventTime} ${id}`] : []))
  const instants = new Set(times.map(each => each.split(' ')[0]))
  if (new Set(times).size > instants.size) traits.add('ties')
  known.set(records, traits)
  return traits
}

function traitsOfId(records: readonly AcceptedRecord[]): string[] {
  const first = new Map<number, AcceptedRecord>()
  const traits: string[] = []
  let highest = Number.NEGATIVE_INFINITY
  let upserted = false
  let deleted = false
  for (const record of records) {
    const seen = first.get(record.revision)
    if (seen !== undefined) {
      traits.push(
        contentOf(seen) === contentOf(record)
          ? 'alike'
          : seen.upsert && !record.upsert
            ? 'as-delete'
            : 'other-content',
      )
      continue
    }
    first.set(record.revision, record)
    if (record.revision < highest) traits.push('out-of-order')
    highest = Math.max(highest, record.revision)
    if (!record.upsert)
      traits.push(
        'deletes',
        ...(upserted ? [] : ['early']),
        ...(record.eventTime === null ? ['without-time'] : []),
      )
    if (record.upsert && deleted && record.revision === highest) traits.push('revived')
    if (record.upsert && upserted) traits.push('corrections')
    upserted ||= record.upsert
    deleted ||= !record.upsert
  }
  if (first.size > 2) traits.push('several')
  return traits
}

export function contentOf({ upsert, eventTime, fields }: AcceptedRecord): string {
  if (!upsert) return 'delete'
  const named = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${eventTime} ${named.map(([name, value]) => `${name} ${valueText(value)}`).join()}`
}
